'use strict';
// An adapter that does what it is told and keeps what it received.

const UNDEFINED = '__undefined__';
const USER = '__user__';

class Spy {
  constructor() {
    this.calls = [];
  }

  /**
   * Exports the interfaces of `does`: name to a list of deeds, of which the last one stays. A deed has `returns`
   * or `throws` ({message, status}); `promise` for a promise; `save` for columns of the user to assign and save,
   * `leave` for columns to assign only, `destroy` to delete the row. `accountData`: key to what its fetch does.
   */
  adapter({ does = {}, accountData = {} }) {
    const exported = {};
    for (const [name, deeds] of Object.entries(does)) exported[name] = this.told(name, deeds);
    const tables = Object.entries(accountData);
    if (tables.length > 0) {
      exported.accountData = Object.fromEntries(
        tables.map(([key, { ttlMs, ...deed }]) => [key, { ttlMs, fetch: this.told(`accountData.${key}`, [deed]) }]),
      );
    }
    return exported;
  }

  told(name, deeds) {
    return (...args) => {
      this.calls.push({ interface: name, args: args.map((value) => this.plain(value)) });
      const deed = deeds.length > 1 ? deeds.shift() : deeds[0];
      const user = args.map((value) => (this.isRow(value) ? value : value?.user)).find((value) => this.isRow(value));
      if (!deed.save && !deed.leave && !deed.destroy) return deed.promise ? this.later(deed, user) : this.result(deed, user);
      return this.stored(deed, user);
    };
  }

  async stored(deed, user) {
    Object.assign(user, deed.leave ?? {}, deed.save ?? {});
    if (deed.save) await user.save({ fields: Object.keys(deed.save) });
    if (deed.destroy) await user.destroy();
    return this.result(deed, user);
  }

  async later(deed, user) { return this.result(deed, user); }

  result(deed, user) {
    if (deed.throws) {
      const { message, status } = deed.throws;
      throw Object.assign(new Error(message), status === undefined ? {} : { response: { status, data: {} } });
    }
    return deed.returns === USER ? user : filled(deed.returns);
  }

  taken() { return this.calls.splice(0); }

  isRow(value) { return typeof value?.get === 'function' && typeof value.dataValues === 'object'; }

  /** A value as JSON that still tells undefined from absent, rows and live objects by their kind. */
  plain(value) {
    if (value === undefined) return UNDEFINED;
    if (value === null || typeof value !== 'object') return value;
    if (value instanceof Date) return { date: value.toJSON() };
    if (this.isRow(value)) {
      // Columns as they are now: the row may change once the adapter has returned.
      return { [value.constructor.name === 'users' ? 'user' : 'row']: structuredClone(value.get({ plain: true })) };
    }
    if (Array.isArray(value)) return value.map((item) => this.plain(item));
    if (value.constructor?.name === 'ClientOAuth2') return { oauthApp: JSON.parse(JSON.stringify(value.options)) };
    if (value.constructor?.name === 'DebugTracer') return { tracer: true };
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.plain(item)]));
  }
}

function filled(value) {
  if (value === UNDEFINED || value === undefined) return undefined;
  if (Array.isArray(value)) return value.map(filled);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item)]));
}

module.exports = { Spy };
