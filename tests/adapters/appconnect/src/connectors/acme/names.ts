import type { Row } from './rows';

export function contactName(row: Row): string {
  return `Contact of ${row.accessToken}`;
}
