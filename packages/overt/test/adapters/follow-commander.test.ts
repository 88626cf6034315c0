import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { followCommander, type FollowOptions } from 'overt/commander';
import { testTelemetry } from 'overt/testing';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'overt-follow-'));
});
afterEach(() => {
  rmSync(home, { recursive: true });
  process.exitCode = undefined;
});

/** What is recorded of the commands of a program. */
async function follow(
  act: (program: Command, wire: (options?: FollowOptions) => void) => unknown,
  exitCode?: number,
): Promise<readonly object[]> {
  const { telemetry, delivered, platform } = testTelemetry({ home });
  const program = new Command('ship')
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} });
  await act(program, (options) => followCommander(telemetry, program, options));
  if (exitCode !== undefined) platform.exit(exitCode);
  const events = await delivered();
  return events.filter(({ name }) => name === 'command.invocation').map(({ props }) => props);
}

const parse = (program: Command, ...words: string[]): Promise<unknown> =>
  program.parseAsync(words, { from: 'user' });
const namesOf = (program: Command): string[] => program.commands.map((command) => command.name());

test.each([
  [undefined, ['go', 'telemetry']],
  [{ command: 'privacy' }, ['go', 'privacy']],
  [{ command: false }, ['go']],
] as const)('with %j there are the commands %j', async (options, names) => {
  await follow((program, wire) => {
    program.command('go').action(() => {});
    wire(options);
    expect(namesOf(program)).toEqual(names);
  });
});

test.each([[null], [5]])('options that are %j are refused', (options) => {
  const { telemetry } = testTelemetry({ home });
  expect(() => followCommander(telemetry, new Command(), options as never)).toThrow(
    'Expected the `options` option to be an object',
  );
});

test('a command of the same name is left as it is, and not recorded', async () => {
  const found = await follow(async (program, wire) => {
    let isRun = false;
    program
      .command('data')
      .alias('telemetry')
      .action(() => void (isRun = true));
    program.command('telemetry-of-cars').action(() => {});
    wire();
    expect(namesOf(program)).toEqual(['data', 'telemetry-of-cars']);
    await parse(program, 'telemetry');
    expect(isRun).toBe(true);
    await parse(program, 'telemetry-of-cars');
  });
  expect(found).toMatchObject([{ command: 'data' }, { command: 'telemetry-of-cars' }]);
});

test('a program that only parses is left so, and recorded until its process ends', async () => {
  const found = await follow(async (program, wire) => {
    program.argument('[words...]').option('--deep');
    wire();
    await parse(program, 'telemetry', '--deep');
    expect(program.args).toEqual(['telemetry']);
    expect(namesOf(program)).toEqual([]);
  });
  expect(found).toEqual([]);
});

test('what is wired twice is recorded once', async () => {
  const found = await follow(async (program, wire) => {
    program.command('go').action(() => {});
    wire();
    wire();
    await parse(program, 'go');
    await parse(program, 'go');
  });
  expect(found).toMatchObject([{ command: 'go' }, { command: 'go' }]);
});

test('commands that are added later are recorded, and registered before the first parse', async () => {
  const found = await follow(async (program, wire) => {
    wire();
    program
      .command('late')
      .option('--far')
      .action(() => {});
    await parse(program, 'late', '--far');
    expect(namesOf(program)).toEqual(['late', 'telemetry']);
  });
  expect(found).toMatchObject([{ command: 'late', flags: 'far' }]);
});

test('hooks of the author run as before, and what they throw is of the command', async () => {
  const found = await follow(async (program, wire) => {
    const steps: string[] = [];
    program
      .hook('preAction', () => void steps.push('before'))
      .hook('postAction', () => void steps.push('after'));
    program.command('go').action(() => void steps.push('go'));
    const locked = program.command('locked').action(() => {});
    locked.hook('preAction', () => {
      throw Object.assign(new Error('m'), { name: 'AbortError' });
    });
    wire();
    await parse(program, 'go');
    expect(steps).toEqual(['before', 'go', 'after']);
    await expect(parse(program, 'locked')).rejects.toThrow('m');
  });
  expect(found).toMatchObject([
    { command: 'go', outcome: 'ok' },
    { command: 'locked', outcome: 'interrupted' },
  ]);
});

test.each([
  // Both end with their process.
  [undefined, []],
  [
    7,
    [
      { command: 'go', outcome: 'help', exitCode: 7 },
      { command: 'root', outcome: 'usage-error', exitCode: 7 },
    ],
  ],
])('what exitOverride throws reaches the author; the process ends with %j', async (exitCode, expected) => {
  const found = await follow(async (program, wire) => {
    program.command('go').action(() => {});
    wire();
    await expect(parse(program, 'qwertz')).rejects.toMatchObject({ code: 'commander.unknownCommand' });
    await expect(parse(program, 'go', '--help')).rejects.toMatchObject({ code: 'commander.helpDisplayed' });
  }, exitCode);
  expect(found).toEqual(expected);
});

test('parse without waiting: the command ends when its action does', async () => {
  let finish = (): void => {};
  const found = await follow(async (program, wire) => {
    program.command('go').action(() => new Promise<void>((resolve) => (finish = resolve)));
    wire();
    expect(program.parse(['go'], { from: 'user' })).toBe(program);
    finish();
    await new Promise((resolve) => void setImmediate(resolve));
  });
  expect(found).toMatchObject([{ command: 'go', outcome: 'ok' }]);
});

test('of a flag and its opposite, the one that was typed', async () => {
  const found = await follow(async (program, wire) => {
    program
      .command('go')
      .option('--color', '', true)
      .option('--no-color')
      .option('--size <n>', '', '1')
      .action(() => {});
    wire();
    for (const words of [['--color'], ['--no-color'], []]) await parse(program, 'go', ...words);
  });
  expect(found.map((props) => (props as { flags?: string }).flags)).toEqual(['color', 'no-color', undefined]);
});

test('what fails before a command begins is recorded, without what was typed', async () => {
  const found = await follow(async (program, wire) => {
    const read = (): never => {
      throw new Error('planted');
    };
    program
      .command('go')
      .option('--size <n>', '', read)
      .action(() => {});
    wire();
    await expect(parse(program, 'go', '--size', 'qwertz')).rejects.toThrow('planted');
    expect(() => program.parse(['go', '--size', 'qwertz'], { from: 'user' })).toThrow('planted');
  });
  expect(found).toMatchObject([
    { command: 'root', outcome: 'error' },
    { command: 'root', outcome: 'error' },
  ]);
});
