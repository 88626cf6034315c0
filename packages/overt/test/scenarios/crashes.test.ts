import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { waitForCouriers } from '../harness/couriers.ts';
import type { FlatEvent } from '../harness/delivered.ts';
import { startInbox, type Inbox } from '../harness/inbox.ts';
import { packTool, type Form } from '../harness/package.ts';
import type { Place } from '../harness/place.ts';
import { runTool, type Ended, type ToolRun } from '../harness/run-tool.ts';
import { test } from '../harness/test.ts';

/** What arrives of a way to die, besides what is made of its frames. */
type Told = Readonly<Record<string, unknown>> & { readonly name: string };

const crash = (props: object): Told => ({
  name: 'crash',
  errorClass: 'indexerror',
  origin: 'exception',
  ...props,
});
const CODED = { errorCode: 'index_broken' };
const IN_COMMAND = { command: 'index read' };

const WAYS: Readonly<Record<string, Told>> = {
  throw: crash(CODED),
  'in a timer': crash(CODED),
  'in a tick': crash(CODED),
  'in a microtask': crash(CODED),
  'in a listener': crash(CODED),
  'an error event': crash(CODED),
  reject: crash({ ...CODED, origin: 'rejection' }),
  // Node makes an error of its own of what is none.
  'reject with a text': crash({
    errorClass: 'unhandledpromiserejection',
    errorCode: 'err_unhandled_rejection',
    origin: 'rejection',
  }),
  'throw a text': crash({ errorClass: 'string' }),
  'throw nothing': crash({ errorClass: 'undefined' }),
  'throw a frozen error': crash(CODED),
  'throw what cannot be read': crash({}),
  'a stack that is a number': crash(CODED),
  recursion: crash({ errorClass: 'rangeerror' }),
  'in a command': crash({ ...CODED, ...IN_COMMAND }),
  'in two commands': crash({ ...CODED, ...IN_COMMAND, origin: 'rejection' }),
  'captured before': crash(CODED),
  'captured before, later': crash({ ...CODED, origin: 'rejection' }),
  'handled and over': { name: 'error', errorClass: 'indexerror', ...CODED, ...IN_COMMAND, exitCode: 1 },
  'taken over, and over': crash({ ...CODED, intercepted: true }),
  'taken over, and on': crash({ ...CODED, intercepted: true }),
  'for test': crash({ errorClass: 'intendedcrash', origin: 'rejection' }),
};

/** Ways that end the main module itself: to Node, a module of ESM that throws is a promise that is rejected. */
const AT_TOP = [
  'throw',
  'in a listener',
  'an error event',
  'throw a text',
  'throw nothing',
  'throw a frozen error',
  'throw what cannot be read',
  'a stack that is a number',
  'recursion',
  'in a command',
  'captured before',
  'taken over, and over',
  'taken over, and on',
];

/** Where nothing says in which function it was. */
const WITHOUT_FRAMES = [
  'throw a text',
  'throw nothing',
  'reject with a text',
  'a stack that is a number',
  // V8 asks such an error for its name when it writes its stack.
  'throw what cannot be read',
];
/** Where the name of the function is not that of the fixture. */
const WITHOUT_READ_INDEX = [
  ...WITHOUT_FRAMES,
  'an error event',
  'throw a frozen error',
  'recursion',
  'for test',
];

const FORMS: readonly Form[] = (['esm', 'cjs'] as const).flatMap((format) => [
  { format, isBundled: false },
  { format, isBundled: true },
]);
const REPORTS = ['crash', 'error', 'command.error', 'command.abandoned'];

/** Each way has a state folder of its own, so that each crash is the first: a courier is started at once. */
describe('a crash of each kind', () => {
  test.for(FORMS)(
    'looks as it would without Overt, and is told once: as $format, bundled: $isBundled',
    { timeout: 240_000 },
    async (form, { place, onTestFinished }) => {
      const [online, offline] = [await startInbox(), await startInbox()];
      onTestFinished(async () => void (await Promise.all([online.close(), offline.close()])));
      offline.setFault('broken');
      const fixture = await packTool(place, 'crash.mjs', form);
      for (const way of Object.keys(WAYS)) {
        const bare = visible(way, await runTool(place, { fixture, args: [way], stub: true }));
        for (const inbox of [online, offline])
          expect({
            way,
            ...visible(way, await runTool(place, makeRun(place, inbox, { fixture, way }))),
          }).toEqual({
            way,
            ...bare,
          });
      }
      await waitForCouriers(place.root);
      checkAll(place, online, expectedIn(form));

      expect(offline.events()).toEqual([]);
      offline.setFault('none');
      for (const way of Object.keys(WAYS))
        await runTool(place, { ...makeRun(place, offline, { fixture: 'next-http.mjs', way }), args: [] });
      await waitForCouriers(place.root);
      checkAll(place, offline, expectedIn(form));
    },
  );
});

/** Ways that leave no time for a word. */
const SILENT = ['killed', 'terminated', 'interrupted', 'aborted', 'out of memory'];

describe('a death of each kind without a word', () => {
  test.for(FORMS)(
    'looks as it would, and is told once by a later run: as $format, bundled: $isBundled',
    { timeout: 120_000 },
    async (form, { place, onTestFinished }) => {
      const inbox = await startInbox();
      onTestFinished(() => inbox.close());
      const fixture = await packTool(place, 'crash.mjs', form);
      const later = (way: string): ToolRun => ({
        ...makeRun(place, inbox, { fixture: 'next-http.mjs', way }),
        args: [],
      });
      for (const way of SILENT) {
        const run = { ...makeRun(place, inbox, { fixture, way }), nodeArgs: ['--max-old-space-size=16'] };
        const bare = withoutAddresses(visible(way, await runTool(place, { ...run, stub: true })));
        expect(withoutAddresses(visible(way, await runTool(place, run)))).toEqual(bare);
      }
      for (const fault of ['broken', 'none'] as const) {
        inbox.setFault(fault);
        for (const way of SILENT) await runTool(place, later(way));
        await waitForCouriers(place.root);
      }
      const reports = inbox.events().filter(({ name }) => REPORTS.includes(name));
      const told = reports.map(({ name, props, resource }) =>
        JSON.stringify([resource['tag.way'], name, props]),
      );
      const expected = SILENT.map((way) => JSON.stringify([toTag(way), 'command.abandoned', IN_COMMAND]));
      expect(told.toSorted()).toEqual(expected.toSorted());
    },
  );
});

/** What V8 and the shell of a core dump say of memory differs from run to run. */
function withoutAddresses({ stderr, ...ended }: ReturnType<typeof visible>): unknown {
  return { ...ended, stderr: stderr.split('\n').slice(0, 2) };
}

test('a crash of a tool whose package is half gone is told of, too, and looks as it would', async ({
  place,
  onTestFinished,
}) => {
  const inbox = await startInbox();
  onTestFinished(() => inbox.close());
  const fixture = await packTool(place, 'crash.mjs', { format: 'cjs', isBundled: false });
  rmSync(join(place.root, 'app/node_modules/overt/dist/errors.cjs'));
  const run = makeRun(place, inbox, { fixture, way: 'throw' });
  const bare = visible('throw', await runTool(place, { ...run, stub: true }));
  expect(visible('throw', await runTool(place, run))).toEqual(bare);
  await waitForCouriers(place.root);
  expect(inbox.events().map(({ name, props }) => ({ name, props }))).toEqual([
    { name: 'crash', props: { errorClass: 'unknown', origin: 'exception' } },
  ]);
});

describe('a rejection that nobody handles', () => {
  test.for([
    { mode: 'throw', isCrash: true },
    { mode: 'strict', isCrash: true },
    { mode: 'warn', isCrash: false },
    { mode: 'warn-with-error-code', isCrash: false },
    { mode: 'none', isCrash: false },
  ])('with --unhandled-rejections=$mode', async ({ mode, isCrash }, { place, onTestFinished }) => {
    const inbox = await startInbox();
    onTestFinished(() => inbox.close());
    const fixture = await packTool(place, 'crash.mjs', { format: 'esm', isBundled: false });
    for (const way of ['reject', 'in two commands']) {
      const run = {
        ...makeRun(place, inbox, { fixture, way }),
        nodeArgs: [`--unhandled-rejections=${mode}`],
      };
      const bare = visible(way, await runTool(place, { ...run, stub: true }));
      expect(visible(way, await runTool(place, run))).toEqual(bare);
    }
    await waitForCouriers(place.root);
    const names = inbox.events().map(({ name }) => name);
    // What ends a command is told of, whatever becomes of it after that.
    expect(names.filter((name) => REPORTS.includes(name))).toEqual(isCrash ? ['crash', 'crash'] : ['error']);
  });
});

function makeRun(
  place: Place,
  inbox: Inbox,
  { fixture, way }: { readonly fixture: string; readonly way: string },
): ToolRun {
  const name = toTag(way);
  const options = { sinks: [['http', { url: inbox.url, name: 'main' }] as const], tags: { way: name } };
  const port = new URL(inbox.url).port;
  return { fixture, args: [way], options, env: { XDG_STATE_HOME: join(place.state, `${port}-${name}`) } };
}

function toTag(way: string): string {
  return way.replaceAll(/\W+/g, '-');
}

function expectedIn({ format }: Form): Record<string, Told[]> {
  const entries = Object.entries(WAYS).map(([way, told]): [string, Told[]] => {
    if (format === 'cjs' || !AT_TOP.includes(way)) return [toTag(way), [told]];
    // There, Node itself looks at the error's code, and ends by what the getter throws.
    const errorClass = way === 'throw what cannot be read' ? 'error' : told['errorClass'];
    return [toTag(way), [{ ...told, errorClass, origin: 'rejection' }]];
  });
  return Object.fromEntries(entries);
}

function checkAll(place: Place, inbox: Inbox, expected: Record<string, Told[]>): void {
  const told: Record<string, Told[]> = {};
  const reports = inbox.events().filter(({ name }) => REPORTS.includes(name));
  for (const report of reports) (told[report.resource['tag.way'] ?? ''] ??= []).push(withoutReport(report));
  expect(told).toEqual(expected);
  for (const report of reports) checkReport(report, place);
}

/** Node names its process in warnings. Whoever calls `command` is in the stacks of what it calls. */
function visible(way: string, { code, signal, stdout, stderr }: Ended): Omit<Ended, 'wallMs'> {
  const lines = stderr.replaceAll(/\(node:\d+\)/g, '(node)').split('\n');
  const others = way.includes('command') ? lines.filter((line) => !/^ +(at |\.\.\. )/.test(line)) : lines;
  return { code, signal, stdout, stderr: others.join('\n') };
}

function withoutReport({ name, props }: FlatEvent): Told {
  const { stack: _stack, fingerprint: _print, reference: _reference, debugIds: _ids, ...others } = props;
  return { name, ...others };
}

function checkReport({ id, run, props, resource }: FlatEvent, place: Place): void {
  const way = resource['tag.way'] ?? '';
  const { stack, fingerprint, reference } = props;
  expect(reference).toBe(`${run.slice(-8)}-${id.split('.')[1]}`);
  expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
  const text = String(stack);
  for (const secret of ['wilhelmina', 'is broken', place.root, place.home])
    expect(text).not.toContain(secret);
  if (!WITHOUT_FRAMES.map(toTag).includes(way)) expect(text).toMatch(/app:\/\/\/tool\.[cm]js:\d+:\d+/);
  if (!WITHOUT_READ_INDEX.map(toTag).includes(way)) {
    expect(text).toMatch(/^IndexError \[INDEX_BROKEN\]\n {4}at readIndex \(app:/);
    expect(text).toMatch(/^ {2}caused by: TypeError$/m);
  }
}
