import { asRecord, asText } from '../subject/loose-values.ts';
import { code, escapeText, renderList } from './markdown.ts';
import type { PageSubject } from './page-subject.ts';

type Facts = Readonly<Record<string, unknown>>;

/** Where events go, which of them, and how they are erased there; without keys. Nothing where the options are not known. */
export function renderReceivers({ options }: PageSubject): readonly string[] {
  const { sinks } = options;
  if (!Array.isArray(sinks)) return [];
  const list = sinks.map((sink) => asRecord(sink));
  const isSentByHttp = list.some(({ options }) => asRecord(options)['url'] !== undefined);
  const address = 'A receiver sees the network address that a request comes from, as every web server does.';
  return [
    '## Where it goes',
    list
      .map((sink) => `- ${[describeSink(sink), ...describeFilter(sink), ...describeErasure(sink)].join(' ')}`)
      .join('\n'),
    ...(isSentByHttp ? [address] : []),
    ...describeVolume(options),
    ...(options['traces'] === true
      ? [
          'Each run is part of a trace: if `TRACEPARENT` is set, its ids are sent with usage, and the tool sets it for what it starts.',
        ]
      : []),
  ];
}

function describeSink({ kind, name, options }: Facts): string {
  const { url, path } = asRecord(options);
  switch (kind) {
    case 'collector':
      return `To ${showUrl(url)}, an Overt collector, which stores no network addresses.`;
    case 'http':
      return `To ${showUrl(url)}.`;
    case 'file':
      return `Into the file ${code(asText(path))} on your machine.`;
    case 'stdout':
      return 'To the output of the tool itself.';
    case 'noop':
      return 'Nowhere: it stays on your machine.';
    default:
      return url === undefined
        ? `To ${escapeText(asText(name))}, by code of the tool.`
        : `To ${showUrl(url)} (${escapeText(asText(name).split(':')[0] ?? '')}).`;
  }
}

function describeFilter({ filter }: Facts): string[] {
  const { level, only, except, sample } = asRecord(filter);
  const names = (list: unknown): string => renderList((list as string[]).map(code));
  return [
    ...(level === undefined || level === 'full'
      ? []
      : [`Only events of level ${code(asText(level))} or below.`]),
    ...(Array.isArray(only) ? [only.length === 0 ? 'No event.' : `Only ${names(only)}.`] : []),
    ...(Array.isArray(except) && except.length > 0 ? [`Not ${names(except)}.`] : []),
    ...(typeof sample === 'number' && sample < 1
      ? [`Of ${percent(sample)} of the runs; reports of errors of all.`]
      : []),
  ];
}

/** What happens there when a user asks for the deletion of their data. */
function describeErasure({ kind, deletion }: Facts): string[] {
  const { kind: how, to, text } = asRecord(deletion);
  if (kind === 'collector' && how === undefined) return ['What was sent there is erased on your request.'];
  switch (how) {
    case 'http':
    case 'event':
      return ['Its operator is asked for you to erase what was sent there.'];
    case 'email':
      return [
        `A letter to ${escapeText(asText(to))} is prepared for you, which asks for the erasure of what was sent there.`,
      ];
    case 'none':
      return [escapeText(asText(text))];
    default:
      return [];
  }
}

/** How much is sent. What a receiver asks for besides can only make that less. */
function describeVolume({ sampling, quota }: PageSubject['options']): string[] {
  const { rate = 1, by, events } = asRecord(sampling);
  const { perDay, perHour, events: perEvent } = asRecord(quota);
  const whose = by === 'install' ? 'installations' : 'runs';
  const shares = Object.entries(asRecord(events)).map(
    ([name, share]) => `${code(name)} of ${percent(share)}`,
  );
  const limits = [
    ...(typeof perDay === 'number' ? [`${perDay} events in a day`] : []),
    ...(typeof perHour === 'number' ? [`${perHour} events in an hour`] : []),
    ...Object.entries(asRecord(perEvent)).map(([name, most]) => `${String(most)} ${code(name)} in an hour`),
  ];
  const lines = [
    ...(rate === 1
      ? []
      : [`Events of ${percent(rate)} of the ${whose} are sent, and all reports of errors.`]),
    ...(shares.length === 0 ? [] : [`Other shares of the ${whose}: ${renderList(shares)}.`]),
    ...(limits.length === 0
      ? []
      : [`Besides reports of errors, no more is sent than ${renderList(limits)}.`]),
  ];
  return lines.length === 0 ? [] : [lines.join(' ')];
}

function percent(share: unknown): string {
  return `${Number((Number(share) * 100).toPrecision(3))} %`;
}

/** Neither a login nor a query: keys may be in both. */
function showUrl(url: unknown): string {
  try {
    const { origin, pathname } = new URL(asText(url));
    return code(pathname === '/' ? origin : origin + pathname);
  } catch {
    return 'a place that cannot be read';
  }
}
