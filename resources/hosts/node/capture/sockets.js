'use strict';
// When a connection was looked up, connected and secured: told by the socket's own events, for every client alike.

/** @type {any} A method of its sockets is replaced. */
const net = require('node:net');

const kTimes = Symbol('workbench.times');

/** Note the phases of every connection that is opened from now on. */
function watchSockets() {
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function (...args) {
    if (this[kTimes] === undefined) {
      const times = { begun: performance.now(), lookup: 0, connect: 0, secure: 0, claimed: false };
      this[kTimes] = times;
      this.once('lookup', () => (times.lookup ||= performance.now()));
      this.once('connect', () => (times.connect = performance.now()));
      this.once('secureConnect', () => (times.secure = performance.now()));
    }
    return connect.apply(this, args);
  };
}

/**
 * The phases of a connection for the first request that it carries, as milliseconds or null:
 * {dns, connect, tls, ready}, `ready` being the moment when a request could leave. For later requests null.
 */
function claimPhases(socket) {
  const times = socket?.[kTimes];
  if (times === undefined || times.claimed) return null;
  times.claimed = true;
  return {
    dns: times.lookup ? times.lookup - times.begun : null,
    connect: times.connect ? times.connect - (times.lookup || times.begun) : null,
    tls: times.secure ? times.secure - times.connect : null,
    ready: times.secure || times.connect,
  };
}

module.exports = { watchSockets, claimPhases };
