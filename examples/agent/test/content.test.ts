import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { EVERY_SINK, receive, test, type Place } from './errand.ts';
import { findMarkers, makeMarker } from './markers.ts';

/** Each with what needs escaping in JSON and in URLs, so that its escaped forms differ. */
const text = (name: string): string => `Planted-${name}-"Äq/7 zK`;
const CONTENT = [
  'prompt',
  'reply',
  'argument',
  'file',
  'inside',
  'command',
  'failure',
  'agent',
  'tool',
  'crash',
];
const PLANTED = Object.fromEntries(CONTENT.map((name) => [name, text(name)]));
const MARKERS = Object.entries(PLANTED).map(([name, planted]) => makeMarker(name, planted));
const FORMATS = ['/collector', '/http', '/api/7/envelope', '/otlp', '/posthog', '/datadog'];

function plant({ project }: Place): string {
  const { reply, argument, inside, command, failure, agent, tool } = PLANTED;
  const name = 'Planted-file-Äq7 zK.txt';
  writeFileSync(join(project, name), `what is ${inside} of it`);
  const script = join(project, 'script.json');
  const call = (tool: string | undefined, input: object): object => ({ name: tool, input });
  const calls = [
    call('read_file', { path: name }),
    call('read_file', { path: `missing ${argument}` }),
    call('run_command', { command: 'node', args: ['-e', `console.log(${JSON.stringify(command)})`] }),
    call('run_command', { command: 'node', args: ['-e', `throw new Error(${JSON.stringify(failure)})`] }),
    call('run_command', { command: `${command}`, args: [] }),
    call('delegate', { agent, task: argument }),
    call(tool, { argument }),
  ];
  writeFileSync(
    script,
    JSON.stringify({ lead: [{ say: `I say ${reply}`, calls }, { say: `It is ${reply}.` }] }),
  );
  return script;
}

test.for(['usage', 'full'])(
  'no content leaves, and none is stored, at level %s',
  async (level, { place }) => {
    const server = await receive();
    const markers = [...MARKERS, makeMarker('file name', 'Planted-file-Äq7 zK.txt')];
    try {
      const file = join(place.home, 'out.ndjson');
      const script = plant(place);
      const args = [EVERY_SINK, server.url, file, level, 'run', `please ${PLANTED['prompt']}`];
      const first = await place.run(args, {
        env: { ERRAND_SCRIPT: script, ...(level === 'usage' && { CRASH: text('crash') }) },
      });
      // It did work on the content, and a reply with it was printed.
      expect(findMarkers(markers, Buffer.from(first.stdout))).toEqual(['reply']);
      const waiting = place.stored();
      const second = await place.run(
        [EVERY_SINK, server.url, file, level, 'run', `and ${PLANTED['prompt']}`],
        {
          env: { ERRAND_SCRIPT: script },
        },
      );
      expect(second.code).toBe(0);
      const left = server.requests.flatMap(({ body, raw }) => [body, raw]);
      for (const bytes of [...left, waiting, place.stored(), readFileSync(file)])
        expect(findMarkers(markers, bytes)).toEqual([]);
      // All of them have been sent something, and what was recorded is more than nothing.
      const formats = level === 'usage' ? FORMATS : FORMATS.filter((format) => !format.includes('envelope'));
      for (const format of formats)
        expect(server.requests.some(({ path }) => path.startsWith(format))).toBe(true);
      const names = readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { name: string }).name);
      expect(names.filter((name) => name === 'tool.call').length).toBe(14);
      expect(names).toContain('session.end');
    } finally {
      server.close();
    }
  },
);

test('what looks for content finds it in each shape', () => {
  const [marker] = MARKERS;
  const planted = PLANTED['prompt'] ?? '';
  const shapes = [
    planted,
    `before ${planted} after`,
    JSON.stringify({ of: planted }),
    JSON.stringify({ of: JSON.stringify({ planted }) }),
    encodeURIComponent(planted),
    ...['', 'x', 'xy'].map((before) => Buffer.from(`${before}${planted} and more`).toString('base64')),
    Buffer.from(`of ${planted}`).toString('hex'),
    planted.toLowerCase(),
  ];
  for (const shape of shapes)
    expect(findMarkers(marker === undefined ? [] : [marker], Buffer.from(shape))).toEqual(['prompt']);
  expect(findMarkers(MARKERS, Buffer.from('Planted-'))).toEqual([]);
});
