import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import type { Refusal } from '../refusals.ts';

type Env = { readonly Bindings: HttpBindings };
export type Api = Hono<Env>;
export type Exchange = Context<Env>;

export const newApi = (): Api => new Hono<Env>();

/** Statuses whose responses have no body. */
const BODYLESS: ReadonlySet<number> = new Set([204, 205, 304]);

/** Returns JSON as Google's front ends send it. A string is sent as HTML. */
export function answer({ status, body, headers }: Refusal): Response {
  const html = typeof body === 'string';
  return new Response(BODYLESS.has(status) ? null : html ? body : `${JSON.stringify(body)}\n`, {
    status,
    headers: {
      'content-type': html ? 'text/html; charset=UTF-8' : 'application/json; charset=UTF-8',
      ...headers,
    },
  });
}

/** Returns status 200 with JSON. */
export const ok = (body: unknown): Response => answer({ status: 200, body });
