/** Loaded before a function. Redirects every connection to other machines to our servers. */
const { Socket } = require('node:net');

const { TESTED_TLS_PORT, TESTED_PLAIN_PORT } = process.env;
const NEAR = new Set(['127.0.0.1', 'localhost', '::1']);
const TLS_PORT = 443;

const { connect } = Socket.prototype;
Socket.prototype.connect = function lead(first, ...rest) {
  // Node.js itself passes a special array, with the options first.
  const options = Array.isArray(first) ? first[0] : first;
  if (options?.host === undefined || NEAR.has(options.host)) {
    return connect.call(this, first, ...rest);
  }
  const port = Number(options.port) === TLS_PORT ? TESTED_TLS_PORT : TESTED_PLAIN_PORT;
  const led = { ...options, host: '127.0.0.1', port: Number(port) };
  return connect.call(this, Array.isArray(first) ? Object.assign([], first, [led]) : led, ...rest);
};
