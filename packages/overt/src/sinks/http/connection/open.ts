import type { Duplex } from 'node:stream';
import { parseAddress } from '../proxy/address.ts';
import type { Proxy } from '../proxy/parse.ts';
import type { NoConnection, Opening } from './opening.ts';
import { openTunnel } from './tunnel.ts';

/** Where a request goes, and through which proxy. */
export type Route = { readonly url: URL; readonly proxy: Proxy | undefined };

/** One end of a connection over TCP, and whether it speaks TLS. */
type End = { readonly secure: boolean; readonly host: string; readonly port: number };

/**
 * Makes a connection of our own for each request, over which a request to `route.url` can be written. We do not take Node's agents:
 * a tool may have replaced them, may have told them to trust anybody, or may have started Node with proxies of its own
 * (NODE_USE_ENV_PROXY), so that a request would go through two.
 */
export async function openConnection(opening: Opening, route: Route): Promise<Duplex | NoConnection> {
  const { url, proxy } = route;
  const end = endOf(url);
  if (proxy === undefined) return connect(opening, end);
  const near = await connect(opening, proxy);
  if ('reason' in near) return ofProxy(near);
  // A request without TLS is written to the proxy as it is.
  if (!end.secure) return near;
  const tunnel = await openTunnel(opening, near, { end, login: proxy.login });
  if ('reason' in tunnel) return ofProxy(tunnel);
  opening.waitsFor = 'host';
  return connect(opening, end, tunnel);
}

function endOf({ protocol, hostname, port }: URL): End {
  const secure = protocol === 'https:';
  return { secure, host: hostname, port: port === '' ? (secure ? 443 : 80) : Number(port) };
}

function ofProxy({ reason }: NoConnection): NoConnection {
  return { reason: `proxy_${reason}` };
}

/** Connects to one end, through a tunnel to it if there is one. */
function connect(opening: Opening, end: End, tunnel?: Duplex): Promise<Duplex | NoConnection> {
  const { platform } = opening;
  const host = end.host.replaceAll(/^\[|\]$/g, '');
  const place = { host, port: end.port };
  if (!end.secure) return settle(opening, platform.builtin('node:net').connect(place), 'connect');
  const secure = platform.builtin('node:tls').connect({
    ...place,
    ...(tunnel !== undefined && { socket: tunnel }),
    // A name only: an address may not be asked for (RFC 6066, section 3).
    ...(parseAddress(end.host) === undefined && { servername: host }),
    ALPNProtocols: ['http/1.1'],
    // Said, since NODE_TLS_REJECT_UNAUTHORIZED=0 of a shell, set for something else, would open what we send to anybody.
    rejectUnauthorized: true,
  });
  return settle(opening, secure, 'secureConnect');
}

function settle(
  { keep }: Opening,
  socket: Duplex,
  ready: 'connect' | 'secureConnect',
): Promise<Duplex | NoConnection> {
  keep(socket);
  return new Promise((resolve) => {
    socket.once(ready, () => resolve(socket));
    // Stays for as long as the socket lives: an error that nobody listens to would end the tool.
    socket.on('error', (error: NodeJS.ErrnoException) => resolve({ reason: error.code ?? 'error' }));
    socket.once('close', () => resolve({ reason: 'cut_off' }));
  });
}
