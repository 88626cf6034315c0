import type { Duplex } from 'node:stream';
import type { NoConnection, Opening } from './opening.ts';

/** What a tunnel leads to, and what lets us into the proxy. */
export type TunnelRequest = {
  readonly end: { readonly host: string; readonly port: number };
  readonly login: string | undefined;
};

/**
 * Asks a proxy for a tunnel (CONNECT; RFC 9110, section 9.3.6). Whatever it answers is the proxy's word, never that of the receiver,
 * who has not even been asked: so a refusal is a reason to try again, and drops nothing.
 */
export function openTunnel(
  { platform }: Opening,
  socket: Duplex,
  { end, login }: TunnelRequest,
): Promise<Duplex | NoConnection> {
  const { ClientRequest } = platform.builtin('node:http');
  const target = `${end.host}:${end.port}`;
  return new Promise((resolve) => {
    const request = new ClientRequest({
      createConnection: () => socket,
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...(login !== undefined && { 'proxy-authorization': login }) },
    });
    request.on('connect', ({ statusCode = 0 }, tunnel, head) => {
      if (statusCode < 200 || statusCode > 299) return resolve({ reason: `status_${statusCode}` });
      // In TLS, it is us who begin: who talks before that is no receiver.
      resolve(head.length === 0 ? tunnel : { reason: 'garbage_answer' });
    });
    request.on('error', (error: NodeJS.ErrnoException) => resolve({ reason: error.code ?? 'error' }));
    request.on('close', () => resolve({ reason: 'cut_off' }));
    request.end();
  });
}
