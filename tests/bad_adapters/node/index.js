// Misbehaves in every way that an adapter can, one interface each.
exports.getAuthType = () => 'apiKey';
exports.findContact = () => process.exit(1);
exports.createContact = () => { for (;;); };
exports.createCallLog = () => new Promise(() => {});
exports.updateCallLog = () => ({ contacts: 'x'.repeat(50 * 1024 * 1024) });
exports.getCallLog = () => {
  process.stdout.write(Buffer.from([0xff, 0xfe, 0x00, 0x7b]));
  process.stdout.write('{"jsonrpc":"2.0","id":1,"result":"garbage"}\n');
  process.stderr.write('not a line end');
  return 'after garbage';
};
exports.createMessageLog = async () => {
  const held = [];
  for (;;) held.push(new Array(100_000).fill(held.length));
};
exports.updateMessageLog = () => process.kill(process.pid, 'SIGKILL');
exports.unAuthorize = () => {
  process.on('SIGTERM', () => {});
  process.exit = () => {};
  for (;;);
};
exports.getUserInfo = () => { throw undefined; };
exports.getOauthInfo = async () => {
  setTimeout(() => { throw new Error('nobody catches this'); }, 0);
  await new Promise((resolve) => { setTimeout(resolve, 20); });
  return 'survived';
};
