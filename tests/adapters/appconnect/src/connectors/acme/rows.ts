export interface Row {
  id: string;
  platform: string;
  accessToken: string;
}
