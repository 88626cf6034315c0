import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { purge } from '../../src/courier/purge.ts';
import { parseStack } from '../../src/reports/stack-text.ts';
import { makePackage } from './tool.ts';
import { openSpool, type TestSpool } from '../harness/written-spool.ts';

/** Fills the heap. */
const FILL = `function fillHeap(list) { for (;;) list.push(new Array(1000).fill(0).map((_, index) => ({ index, list }))); }
fillHeap([]);
`;

/** Runs a program to its end with reports on, and answers its number. */
function runReported({ folder }: TestSpool, script: string): number {
  const reports = join(folder, 'reports');
  mkdirSync(reports, { recursive: true, mode: 0o700 });
  const args = [
    '--max-old-space-size=24',
    '--report-on-fatalerror',
    '--report-compact',
    `--report-directory=${reports}`,
  ];
  const ended = spawnSync(process.execPath, [...args, script], { env: { SECRET_OF_USER: 'hunter2' } });
  return ended.pid;
}

function listReports({ folder }: TestSpool): string[] {
  const path = join(folder, 'reports');
  return existsSync(path) ? readdirSync(path) : [];
}

describe('a run that died without a word', () => {
  it('of too little memory says so, and where, if Node has written a report', async () => {
    const spool = openSpool();
    const tool = makePackage({ 'package.json': '{"name":"test-tool"}', 'cli.js': FILL });
    const script = join(tool.root, 'cli.js');
    const pid = runReported(spool, script);
    expect(readFileSync(join(spool.folder, 'reports', listReports(spool)[0] ?? ''), 'utf8')).toContain(
      'hunter2',
    );
    spool.addRun([], { died: true, pid, header: { local: { program: process.execPath, script } } });
    const [event] = await spool.deliver();
    expect(event).toMatchObject({ name: 'command.abandoned', props: { cause: 'out-of-memory' } });
    const [error] = parseStack(String(event?.props['stack']));
    expect(error).toMatchObject({ type: 'OutOfMemory' });
    // Whether V8 still says where it was depends on where that was.
    const files = (error?.frames ?? []).flatMap((frame) => ('file' in frame ? [frame.file] : []));
    expect(files.filter((file) => !/^(?:app:\/\/\/cli\.js|node:.*|native)$/.test(file ?? ''))).toEqual([]);
    expect(event?.props).toMatchObject({
      fingerprint: expect.any(String) as string,
      reference: expect.any(String) as string,
    });
    expect(JSON.stringify(event)).not.toContain('hunter2');
    expect(listReports(spool)).toEqual([]);
  });

  it.each([
    ['of before the run began', { dumpEventTimeStamp: '1000' }, undefined],
    ['of another process', { processId: 77 }, undefined],
    ['that a signal asked for', { trigger: 'Signal' }, undefined],
    ['of a fatal error', { trigger: 'FatalError' }, 'fatal'],
    ['of an exhausted heap', {}, 'out-of-memory'],
  ])('has nothing of a report %s, which does not stay', async (_, header, cause) => {
    const spool = openSpool();
    addReport(spool, { ...HEADER, dumpEventTimeStamp: String(spool.platform.now() + 10), ...header });
    spool.addRun([], { died: true });
    const [event] = await spool.deliver();
    expect(event?.props['cause']).toBe(cause);
    expect(listReports(spool)).toEqual([]);
  });

  it('is not told by a report that is damaged, huge, a link or a folder: none of these stays', async () => {
    const spool = openSpool();
    const path = addReport(spool, HEADER);
    for (const [name, text] of [
      ['1', '{'],
      ['2', 'null'],
      ['3', '"x"'.repeat(2_000_000)],
    ] as const)
      writeFileSync(`${path}.${name}`, text, { mode: 0o600 });
    mkdirSync(`${path}.4/x`, { recursive: true });
    const precious = join(spool.folder, '../precious');
    writeFileSync(precious, JSON.stringify({ header: HEADER }));
    symlinkSync(precious, `${path}.5`);
    await spool.deliver();
    expect(listReports(spool)).toEqual([]);
    expect(existsSync(precious)).toBe(true);
  });

  it('leaves the report of a process that is still there, for a day', async () => {
    const spool = openSpool();
    addReport(spool, { ...HEADER, processId: process.pid }, process.pid);
    await spool.deliver();
    expect(listReports(spool)).toHaveLength(1);
    spool.platform.clock.advance(25 * 60 * 60 * 1000);
    await spool.deliver();
    expect(listReports(spool)).toEqual([]);
  });

  it('leaves nothing of reports where all is purged', async () => {
    const spool = openSpool();
    addReport(spool, { ...HEADER, processId: process.pid }, process.pid);
    purge(spool.platform, spool.folder);
    expect(listReports(spool)).toEqual([]);
  });

  it('never looks through a link for reports', async () => {
    const spool = openSpool();
    const elsewhere = join(spool.folder, '../elsewhere');
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'report.1.1.99999999.0.001.json'), JSON.stringify({ header: HEADER }));
    symlinkSync(elsewhere, join(spool.folder, 'reports'));
    spool.addRun([], { died: true });
    const [event] = await spool.deliver();
    expect(event?.props).toEqual({});
    expect(readdirSync(elsewhere)).toHaveLength(1);
  });

  it.each([
    ['after', 60_000, 'restart'],
    ['before', 600_000, undefined],
  ])('while the machine was started %s it last wrote', async (_, uptimeMs, cause) => {
    const spool = openSpool({ uptimeMs: () => uptimeMs });
    spool.addRun([], { died: true, at: spool.platform.now() - 300_000 });
    const [event] = await spool.deliver();
    expect(event?.props['cause']).toBe(cause);
  });
});

const HEADER = { trigger: 'OOMError', processId: 99_999_999, dumpEventTimeStamp: '1' };

function addReport({ folder }: TestSpool, header: object, pid = 99_999_999): string {
  mkdirSync(join(folder, 'reports'), { recursive: true, mode: 0o700 });
  const path = join(folder, 'reports', `report.20261121.204706.${pid}.0.001.json`);
  const javascriptStack = { stack: ['at load (/opt/tool/cli.js:1:1)'] };
  writeFileSync(path, JSON.stringify({ header, javascriptStack }), { mode: 0o600 });
  return path;
}
