import type { ProxyChoice } from '../../sinks/http/proxy/choose.ts';
import { describeProxy } from '../../sinks/http/proxy/parse.ts';
import type { SendResult } from '../../sinks/sink.ts';
import { diagnoseProxy, type Diagnosis } from './diagnose-proxy.ts';

/** By the code of a failure of the network; the first that fits. */
const NETWORK: readonly [codes: RegExp, what: string, hint: string][] = [
  [
    /^(ENOTFOUND|EAI_)/,
    'the name of the host is not known',
    'Check the address, the DNS, and whether you are online.',
  ],
  [/^ECONNREFUSED$/, 'nobody listens there', 'Is the server up? Does a firewall refuse it?'],
  [
    /^(ENETUNREACH|EHOSTUNREACH|ENETDOWN|EADDRNOTAVAIL)$/,
    'the host cannot be reached',
    'Are you online? A sandbox or a firewall may forbid it.',
  ],
  [/^(EACCES|EPERM)$/, 'the connection is not allowed', 'A sandbox or a firewall forbids it.'],
  [
    /^(timeout|ETIMEDOUT|aborted)$/,
    'there was no answer in time',
    'A firewall may swallow the request, or the server is too slow.',
  ],
  [
    /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/,
    'its certificate is not valid today',
    'Is the clock of this machine right? Then its owner must renew it.',
  ],
  [
    /ALTNAME/,
    'its certificate is that of another host',
    'The address is wrong, or something else answers in its place.',
  ],
  [
    /CERT|SELF_SIGNED|UNABLE_TO/,
    'its certificate is not trusted',
    'A proxy may stand in between: name its authority in NODE_EXTRA_CA_CERTS.',
  ],
  [
    /TLS|SSL|EPROTO/,
    'no secure connection came about',
    'Is the address right (http or https)? A proxy may stand in between.',
  ],
  [
    /^(ECONNRESET|EPIPE|cut_off|HPE_)/,
    'the connection was cut off',
    'A proxy or a firewall may have done it; or it is no HTTP server.',
  ],
  [/^answer_too_large$/, 'the answer was too large', 'Something else than the receiver answers there.'],
];

const STATUS: readonly [from: number, to: number, what: string, hint: string][] = [
  [
    401,
    403,
    'it does not let us in',
    'The write key is wrong or was revoked: the author of the tool must know.',
  ],
  [404, 404, 'there is no such address', 'The address is wrong: the author of the tool must know.'],
  [405, 405, 'it does not take what we send', 'The address is wrong: the author of the tool must know.'],
  [413, 413, 'even one event is too much for it', 'A proxy in between may limit the size of requests.'],
  [429, 429, 'it has too much to do', 'It is tried again later; nothing is lost.'],
  [500, 599, 'the server has trouble', 'It is tried again later; nothing is lost.'],
  [
    300,
    399,
    'it sends us elsewhere, where we do not go',
    'The address has changed, or a login page stands in between.',
  ],
  [400, 499, 'it refuses what we send', 'The author of the tool must know.'],
];

/** What an answer other than a plain yes means for a person, and which way it came. */
export function diagnose(result: SendResult, way: ProxyChoice): Diagnosis {
  const reason = 'reason' in result ? result.reason : result.kind;
  const { what, hint } = diagnoseProxy(reason) ?? diagnoseReason(result, reason);
  return { what: `${what} (${reason})`, hint: [hint, ...sayWay(way)].join(' ') };
}

/** Which proxy stands on the way, and which variable says so: never the login that it has in it. */
export function nameProxy(way: ProxyChoice): string | undefined {
  return way.kind === 'proxy' ? `the proxy ${describeProxy(way.proxy)} (${way.variable})` : undefined;
}

function sayWay(way: ProxyChoice): string[] {
  if (way.kind === 'refused') return [`${way.variable} says so, and nothing is sent past it.`];
  const proxy = nameProxy(way);
  return proxy === undefined ? [] : [`It goes through ${proxy}.`];
}

function diagnoseReason(result: SendResult, reason: string): Diagnosis {
  if (result.kind === 'accepted')
    return { what: 'it took the request and refused the event', hint: 'The author of the tool must know.' };
  const status = result.kind === 'too-large' ? 413 : Number(/^status_(\d+)$/.exec(reason)?.[1]);
  const byStatus = STATUS.find(([from, to]) => status >= from && status <= to);
  if (byStatus !== undefined) return { what: byStatus[2], hint: byStatus[3] };
  if (reason === 'sink_missing' || reason === 'sink_broken')
    return {
      what: 'the code that sends to it is gone or damaged',
      hint: 'Install the tool again; until then, nothing is lost.',
    };
  if (reason === 'garbage_answer')
    return {
      what: 'something else answers there',
      hint: 'A login page of a network, or a proxy? Open a web page, then try again.',
    };
  const code = reason.replace(/^network_/, '');
  const byCode = NETWORK.find(([codes]) => codes.test(code));
  if (byCode !== undefined) return { what: byCode[1], hint: byCode[2] };
  if (/^(file|stdout)_/.test(reason))
    return { what: 'it cannot be written', hint: 'Is its folder there, and may you write to it?' };
  return { what: 'it did not take the test', hint: 'It is tried again later; nothing is lost.' };
}
