/** What is wrong with a sink, and what may help. */
export type Diagnosis = { readonly what: string; readonly hint: string };

/** By what comes after `network_proxy_`; the first that fits. */
const PROXY: readonly [codes: RegExp, what: string, hint: string][] = [
  [
    /^unsupported$/,
    'the proxy is of a kind that is not supported',
    'Name one that begins with http:// or https://, or put the host into NO_PROXY.',
  ],
  [
    /^malformed$/,
    'what should name the proxy is no address',
    'Write http://user:password@host:port, with %40 for an @ and %2F for a / in the password.',
  ],
  [
    /^status_40[17]$/,
    'the proxy wants a login',
    'Put the right one into the variable: http://user:password@host:port.',
  ],
  [
    /^status_4/,
    'the proxy does not let us through',
    'Whoever runs it must allow this host and port; or put the host into NO_PROXY.',
  ],
  [
    /^status_3/,
    'the proxy sends us elsewhere',
    'A login page of the network? Open a web page, then try again.',
  ],
  [/^status_/, 'the proxy cannot reach it', 'Is the server up? Does the proxy know its name?'],
  [
    /^(ENOTFOUND|EAI_)/,
    'the name of the proxy is not known',
    'Check the variable, and whether you are in its network.',
  ],
  [
    /^(ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|ENETDOWN|EADDRNOTAVAIL|EACCES|EPERM)$/,
    'the proxy cannot be reached',
    'Is it up? Check its port, and whether you are in its network.',
  ],
  [
    /^(timeout|ETIMEDOUT)$/,
    'the proxy did not answer in time',
    'It is down, or cannot reach the server itself.',
  ],
  [
    /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/,
    'the certificate of the proxy is not trusted',
    'Name its authority in NODE_EXTRA_CA_CERTS.',
  ],
  [/TLS|SSL|EPROTO/, 'no secure connection to the proxy came about', 'Does its address begin with http://?'],
];

/** What a failure before the far side of a proxy means for a person. Undefined for any other. */
export function diagnoseProxy(reason: string): Diagnosis | undefined {
  const code = /^network_proxy_(.+)$/.exec(reason)?.[1];
  if (code === undefined) return undefined;
  const [, what, hint] = PROXY.find(([codes]) => codes.test(code)) ?? [];
  return what === undefined || hint === undefined
    ? { what: 'the proxy broke off', hint: 'It has trouble, or it is no proxy.' }
    : { what, hint };
}
