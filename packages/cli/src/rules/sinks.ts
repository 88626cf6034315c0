import { asRecord, asText } from '../subject/loose-values.ts';
import type { Subject } from '../subject/subject.ts';
import type { Example } from './example.ts';
import type { Complaint, Rule } from './rule.ts';

type SinkFacts = {
  readonly name: string;
  readonly kind: string;
  readonly url: string;
  /** Whether it is said how data is erased there. */
  readonly isErasable: boolean;
  readonly secrets: readonly (readonly [string, string])[];
  /** Whether it makes rates of runs, as Sentry does of sessions. */
  readonly countsRuns: boolean;
};

/**
 * Beginnings of keys that may do more than send events: read keys of Overt's collector, personal and service keys of
 * others. A DSN or a write key is meant to be public and is not among them.
 */
const SECRET_KEY =
  /^(?:Bearer |Basic )?(?:ovr_|sk[-_]|rk_live_|gh[pousr]_|github_pat_|glpat-|xox[abprs]-|AKIA|ASIA|phx_|sntry[su]_|npm_|eyJ|hf_|AIza|-----BEGIN)/;
const LOGIN_HEADER = /^(?:authorization|proxy-authorization|cookie|x-api-key|api-key|x-auth-token)$/i;
const LOGIN_PARAMETER = /^(?:token|access_token|key|api_?key|secret|password|sig|signature)$/i;

const sink = (
  kind: string,
  options: Readonly<Record<string, unknown>>,
  common: Readonly<Record<string, unknown>> = {},
): Example => ({
  options: { sinks: [{ kind, name: kind, options: { gzip: true, headers: {}, ...options }, ...common }] },
});

/** A sink of which the author says whether it tells of runs, where a tenth of them is sent. */
const sampled = (options: Readonly<Record<string, unknown>>): Example => ({
  options: {
    ...sink('module', { url: 'https://sentry.example.com/7', ...options }, { deletion: { kind: 'event' } })
      .options,
    sampling: { rate: 0.1 },
  },
});

/** They stay on the machine, or know how data is erased there. */
const NEEDS_NO_WORD: readonly string[] = ['collector', 'file', 'noop', 'stdout'];

/** Rules about where events go. */
export const SINK_RULES: readonly Rule[] = [
  {
    id: 'insecure-sink',
    severity: 'error',
    summary: 'Events leave the machine by HTTPS.',
    bad: sink('http', { url: 'http://telemetry.example.com/events' }),
    good: sink('http', { url: 'https://telemetry.example.com/events' }),
    check: (subject) =>
      complain(subject, ({ url }) =>
        url.startsWith('http:') && !isLoopback(url)
          ? 'sends without encryption: anyone on the way can read and change it. Use https.'
          : undefined,
      ),
  },
  {
    id: 'secret-in-sink',
    severity: 'error',
    summary: 'No secret is in a sink: it ships in every copy of the tool.',
    bad: sink('collector', { url: 'https://telemetry.example.com', key: 'ovr_0123456789' }),
    good: sink('collector', { url: 'https://telemetry.example.com', key: 'ovw_0123456789' }),
    check: (subject) =>
      complain(subject, ({ secrets }) => {
        const found = secrets.find(([, value]) => SECRET_KEY.test(value));
        return found && `has a ${found[0]} that looks like a secret key: it ships in every copy of the tool.`;
      }),
  },
  {
    id: 'login-in-sink',
    severity: 'warning',
    summary: 'A login in a sink is one that may only write events.',
    bad: sink('http', { url: 'https://telemetry.example.com', headers: { authorization: 'Basic abc' } }),
    good: sink('http', { url: 'https://telemetry.example.com', headers: { 'x-tool': 'scan' } }),
    check: (subject) =>
      complain(subject, ({ secrets }) => {
        const found = secrets.find(([name, value]) => name !== 'key' && !SECRET_KEY.test(value));
        return (
          found && `logs in by ${found[0]}. It ships in every copy of the tool: it may only write events.`
        );
      }),
  },
  {
    id: 'erasable-sink',
    severity: 'warning',
    summary: 'Users are told for each receiver how their data is erased there.',
    bad: sink('http', { url: 'https://telemetry.example.com/events' }),
    good: sink(
      'http',
      { url: 'https://telemetry.example.com/events' },
      { deletion: { kind: 'email', to: 'privacy@example.com' } },
    ),
    check: (subject) =>
      complain(subject, ({ kind, isErasable }) =>
        isErasable || NEEDS_NO_WORD.includes(kind)
          ? undefined
          : 'does not say how data is erased there: give it a `deletion`, if only of kind `none` with a sentence.',
      ),
  },
  {
    id: 'rates-of-shares',
    severity: 'warning',
    summary: 'Who makes rates of runs is told of all runs.',
    bad: sampled({ sessions: true }),
    good: sampled({ sessions: false }),
    check: (subject) =>
      complain(subject, ({ countsRuns }) =>
        countsRuns && isSampled(subject)
          ? 'makes rates of runs, of which `sampling` sends a share only, but of all that fail: set `sessions: false`.'
          : undefined,
      ),
  },
];

function isSampled({ options }: Subject): boolean {
  const { rate } = asRecord(options['sampling']);
  return typeof rate === 'number' && rate < 1;
}

function complain(
  { options, places }: Subject,
  judge: (facts: SinkFacts) => string | undefined,
): readonly Complaint[] {
  const { sinks } = options;
  const list: readonly unknown[] = Array.isArray(sinks) ? sinks : [];
  return list.map(readSink).flatMap((facts) => {
    const message = judge(facts);
    return message === undefined
      ? []
      : [{ message: `The sink "${facts.name}" ${message}`, place: places.texts.get(facts.url) }];
  });
}

function readSink(given: unknown): SinkFacts {
  const { name, kind, options, deletion, deleteData } = asRecord(given);
  const { url, key, headers, sessions } = asRecord(options);
  const parsed = parseUrl(asText(url));
  const logins = [
    ...Object.entries(asRecord(headers)).filter(([header]) => LOGIN_HEADER.test(header)),
    ...[...(parsed?.searchParams ?? [])].filter(([parameter]) => LOGIN_PARAMETER.test(parameter)),
    ...(parsed?.password ? [['the URL', parsed.password] as const] : []),
  ];
  const secrets = logins.map(([login, value]) => [login, asText(value)] as const);
  return {
    name: asText(name),
    // Code of the tool is no data, and has no kind.
    kind: asText(kind),
    isErasable: deletion !== undefined || deleteData !== undefined,
    url: asText(url),
    countsRuns: sessions === true,
    secrets: typeof key === 'string' ? [['key', key], ...secrets] : secrets,
  };
}

function parseUrl(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}

function isLoopback(url: string): boolean {
  const host = parseUrl(url)?.hostname ?? '';
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(?:\.\d+){3}$/.test(host)
  );
}
