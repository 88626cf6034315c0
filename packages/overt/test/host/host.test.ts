import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it as base } from 'vitest';

const PACKAGE = join(import.meta.dirname, '../..');

/** A tool with a library, each with a copy of Overt of its own, as npm installs them when their ranges do not meet. */
const it = base.extend('run', async ({ task: _task }, { onCleanup }) => {
  const root = mkdtempSync(join(tmpdir(), 'overt-host-'));
  onCleanup(() => rmSync(root, { recursive: true, force: true }));
  const sink = join(root, 'events.ndjson');
  const library = join(root, 'node_modules/library');
  for (const folder of [root, library]) {
    const copy = join(folder, 'node_modules/overt');
    mkdirSync(copy, { recursive: true });
    cpSync(join(PACKAGE, 'dist'), join(copy, 'dist'), { recursive: true });
    cpSync(join(PACKAGE, 'package.json'), join(copy, 'package.json'));
  }
  writeFileSync(join(library, 'package.json'), '{"name":"library","type":"module","exports":"./index.js"}');
  writeFileSync(join(library, 'index.js'), LIBRARY);
  return (text: string) => {
    const path = join(root, 'tool.mjs');
    writeFileSync(path, `${TOOL}\n${text}`);
    const env = { PATH: process.env['PATH'], HOME: root, XDG_STATE_HOME: join(root, 'state'), SINK: sink };
    const stdout = execFileSync(process.execPath, [path], { env, encoding: 'utf8' });
    return { stdout, events: readEvents(sink) };
  };
});

const LIBRARY = `
import { defineTelemetry, getTelemetry } from 'overt';
export { defineTelemetry, getTelemetry };
export const work = (n) => getTelemetry().command('library work', () => {
  getTelemetry().track('library.worked', { n });
  return n + 1;
});
`;
const TOOL = `
import { count, defineTelemetry, file, getTelemetry } from 'overt';
import { work, defineTelemetry as defineInLibrary, getTelemetry as getInLibrary } from 'library';
const options = (tool, version = '1.0.0') => ({
  tool, version,
  events: { 'library.worked': { why: 'A test.', owner: 'tests', expires: 'never', fields: { n: count() } } },
  consent: { default: 'on', ci: 'on', notice: false },
  sinks: [file({ path: process.env.SINK })],
  delivery: { mode: 'inline' },
});
`;

type Event = {
  readonly name: string;
  readonly props: Record<string, unknown>;
  readonly resource: { tool: string };
};

function readEvents(path: string): Event[] {
  try {
    return readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Event);
  } catch {
    return [];
  }
}

describe('a library with a copy of Overt of its own', () => {
  it('records into the tool that it is a part of', ({ run }) => {
    const { stdout, events } = run(`
      const telemetry = defineTelemetry(options('host'));
      telemetry.choose('usage');
      console.log(work(1), getInLibrary() === telemetry, getTelemetry() === telemetry);
    `);
    expect(stdout).toBe('2 true true\n');
    const found = events.map(({ name, props, resource }) =>
      [resource.tool, name, props['n'] ?? props['command']].join(' '),
    );
    expect(found.toSorted()).toEqual(['host command.invocation library work', 'host library.worked 1']);
  });

  it('works without a tool, and before there is one', ({ run }) => {
    const { stdout, events } = run(`
      console.log(work(1));
      let error;
      try { getTelemetry().command('x', () => { throw new RangeError('m'); }); } catch (thrown) { error = thrown; }
      console.log(error.name, getTelemetry().captureError(error));
      const running = getTelemetry().startCommand('x');
      running.end(); running.fail(error);
      const telemetry = defineTelemetry(options('late'));
      telemetry.choose('usage');
      work(7);
    `);
    expect(stdout).toBe('2\nRangeError undefined\n');
    expect(events.map(({ props }) => props['n'])).toContain(7);
    expect(events.map(({ props }) => props['n'])).not.toContain(1);
  });

  it('is a part of the tool within which it is called, also after a pause', ({ run }) => {
    const { events } = run(`
      const tools = ['one', 'two', 'three'].map((tool) => defineTelemetry(options(tool)));
      for (const tool of tools) tool.choose('usage');
      const later = (n) => new Promise((resolve) => setTimeout(() => resolve(work(n)), 5 * (4 - n)));
      await Promise.all(tools.map((tool, n) => tool.host(() => later(n))));
      work(9);
    `);
    const worked = events.filter(({ name }) => name === 'library.worked');
    const found = worked.map(({ resource, props }) => `${resource.tool} ${String(props['n'])}`);
    expect(found.toSorted()).toEqual(['one 0', 'one 9', 'three 2', 'two 1']);
  });

  it('tells of the session of an agent within which it is called', ({ run }) => {
    const { stdout, events } = run(`
      const nobody = getInLibrary().session({ agent: 'nobody' });
      console.log(nobody.run(() => nobody.tool('x', () => nobody.turn(() => 3))), getInLibrary().currentSession());
      const telemetry = defineTelemetry(options('host'));
      telemetry.choose('usage');
      const session = telemetry.session({ agent: 'lead' });
      const useLibrary = async () => getInLibrary().currentSession()?.tool('search', async () => 4);
      console.log(await session.run(useLibrary), await useLibrary());
    `);
    expect(stdout).toBe('3 undefined\n4 undefined\n');
    const [start, call, end] = events.map(({ name, props }) => [name, props['session']]);
    expect([start?.[0], call?.[0], end?.[0]]).toEqual(['session.start', 'tool.call', 'session.end']);
    expect(new Set([start?.[1], call?.[1], end?.[1]]).size).toBe(1);
  });

  it('that defines the tool once more gets what is there, until that is closed', ({ run }) => {
    const { stdout } = run(`
      const telemetry = defineTelemetry(options('host'));
      const again = defineInLibrary(options('host'));
      const newer = defineInLibrary(options('host', '1.0.1'));
      console.log(again === telemetry, newer === telemetry);
      await telemetry.close();
      console.log(getTelemetry() === newer, defineTelemetry(options('host')) === telemetry);
    `);
    expect(stdout).toBe('true false\ntrue false\n');
  });

  it('whose options are wrong is told so each time', ({ run }) => {
    const { stdout } = run(`
      for (const wrong of [undefined, null, {}, { tool: 'x' }, options('Not A Tool')])
        try { defineInLibrary(wrong); } catch (error) { console.log(error.code); }
    `);
    expect(stdout).toBe('OVERT_INVALID_OPTION\n'.repeat(5));
  });
});
