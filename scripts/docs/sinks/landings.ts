import type { Batch, HttpTransport } from 'overt';
import { testPlatform } from 'overt/testing';
import { tmpdir } from 'node:os';
import { gunzipSync } from 'node:zlib';
import type { Format } from './formats.ts';
import { batchOf, makeProbe, type Field } from './probe.ts';

/**
 * Where a field lands in a format: what is different there when the field alone is. So nothing has to be written down by hand, and
 * nothing that is written down can be wrong.
 */
export async function findLandings(
  format: Format,
  { change }: Field,
  probes: readonly string[],
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const name of probes) {
    const event = makeProbe(name);
    const [before, after] = await Promise.all(
      [event, change(event)].map((one) => encode(format, batchOf(one))),
    );
    for (const path of differences(flatten(before), flatten(after))) found.add(path);
  }
  return [...new Set([...found].map((path) => shorten(format, path)))].toSorted();
}

function shorten({ short = {} }: Format, path: string): string {
  const start = Object.keys(short).find((one) => path.startsWith(one));
  return start === undefined ? path : `${short[start]}${path.slice(start.length)}`;
}

/** All that a batch is in a format: the bodies of its requests, as data. */
async function encode({ open }: Format, batch: Batch): Promise<readonly unknown[]> {
  const bodies: unknown[] = [];
  const platform = { ...testPlatform({ home: tmpdir() }), now: () => batch.sentAt };
  const transport: HttpTransport = async ({ body, headers }) => {
    const whole = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : Buffer.from(body);
    bodies.push(...decode(String(headers['content-type']), whole.toString('utf8')));
    // Those that look at the answer look for PostHog's word.
    return { kind: 'answer', status: 200, retryAfter: undefined, body: '{"status":1}' };
  };
  await open(platform, transport).send(batch, { signal: new AbortController().signal });
  return bodies;
}

/** An envelope of Sentry is lines of heads and bodies by turns; all others are one text of JSON. */
function decode(type: string, body: string): unknown[] {
  if (!type.includes('sentry')) return [JSON.parse(body)];
  const lines = body.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  const items: unknown[] = [];
  for (let index = 1; index + 1 < lines.length; index += 2)
    items.push({ [String(lines[index]?.['type'])]: lines[index + 1] });
  return items;
}

function differences(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path));
}

/** All values by their paths. Of a list, all elements have one path: which of them it is does not matter here. */
function flatten(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  if (Array.isArray(value)) {
    for (const item of value) flatten(item, isNamed(item) ? `${path}.${item.key}` : path, into);
  } else if (typeof value === 'object' && value !== null) {
    const inner: object = isNamed(value) ? value.value : value;
    for (const [key, one] of Object.entries(inner))
      flatten(one, isNamed(value) ? path : [path, key].filter(Boolean).join('.'), into);
  } else {
    into.set(path, `${into.get(path) ?? ''}${JSON.stringify(value)}\n`);
  }
  return into;
}

/** An attribute of OTLP: `{ key, value: { stringValue } }`. */
function isNamed(value: unknown): value is { readonly key: string; readonly value: object } {
  return typeof value === 'object' && value !== null && 'key' in value && 'value' in value;
}
