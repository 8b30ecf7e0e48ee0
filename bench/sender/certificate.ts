import { join } from 'node:path';

const DIRECTORY = join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'tls');

/** Of a server on this machine, signed by itself and good for nothing else. */
export const certificatePath = join(DIRECTORY, 'loopback-certificate.pem');
export const keyPath = join(DIRECTORY, 'loopback-key.pem');
/** The host name that the certificate is for. */
export const CERTIFIED_HOST = 'localhost';
