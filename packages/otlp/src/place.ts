/** What goes to an address of its own. */
export type Signal = 'logs' | 'traces';

export function isHttpUrl(text: unknown): text is string {
  return typeof text === 'string' && /^https?:\/\//i.test(text) && URL.canParse(text);
}

/** The address for a signal below that of the receiver, as "Endpoint URLs for OTLP/HTTP" of the specification wants it. */
export function joinUrl(base: string, signal: Signal): string {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/v1/${signal}`;
  return url.href;
}
