import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { waitForCouriers } from '../../overt/test/harness/couriers.ts';
import { makeScript, type ScriptedTool } from './make-script.ts';
import { CLI } from './run-cli.ts';

/** Without bash or Python there is nothing to wrap; Windows has neither, and no signals. */
const isThere = (program: string): boolean => spawnSync(program, ['--version']).status === 0;
const reason =
  process.platform === 'win32'
    ? 'Windows has no signals'
    : isThere('bash') && isThere('python3')
      ? ''
      : 'no bash or python3';
if (reason !== '') process.stdout.write(`overt run: skipped, since there is ${reason}.\n`);

type Ended = { code: number | null; signal: string | null; stdout: string; stderr: string };

async function finish(child: ChildProcess): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal, stdout, stderr };
}

function start(tool: ScriptedTool, args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: tool.folder,
    env: { ...tool.env, ...env },
    stdio: 'pipe',
    // A group of its own, as a job of a shell has it.
    detached: true,
  });
  onTestFinished(() => void killGroup(child));
  return child;
}

function killGroup(child: ChildProcess): void {
  try {
    process.kill(-(child.pid ?? 0), 'SIGKILL');
  } catch {
    // It has ended, with all that it started.
  }
}

async function run(
  tool: ScriptedTool,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  const child = start(tool, args, env);
  child.stdin?.end();
  return finish(child);
}

/** Waits for what a program prints when it is ready. */
async function waitForOutput({ stdout }: ChildProcess, wanted: string): Promise<void> {
  let text = '';
  while (!text.includes(wanted)) {
    const [more] = (await once(stdout as NodeJS.ReadableStream, 'data')) as [Buffer | string];
    text += more.toString();
  }
}

describe.skipIf(reason !== '')('overt run', () => {
  test.each([
    ['exit 0', 'ok', 0],
    ['exit 3', 'error', 3],
    ['exit 64', 'usage-error', 64],
    ['exit 130', 'interrupted', 130],
    ['exit 255', 'error', 255],
    ['kill -TERM $$', 'interrupted', 143],
    ['kill -INT $$', 'interrupted', 130],
    ['kill -HUP $$', 'interrupted', 129],
    ['kill -KILL $$', 'error', 137],
    ['kill -USR1 $$', 'error', 138],
  ])('%s: prints the same, ends the same, and is %s', async (script, outcome, exitCode) => {
    const tool = makeScript({}, { 'deploy.sh': `#!/bin/bash\necho out; echo err >&2; ${script}\n` });
    const bare = await finish(
      spawn('bash', ['-c', 'exec ./deploy.sh'], { cwd: tool.folder, env: tool.env, stdio: 'pipe' }),
    );
    const wrapped = await run(tool, ['run', '--name', 'deploy', '--', './deploy.sh']);
    expect(wrapped).toEqual(bare);
    expect(tool.delivered()).toMatchObject([
      {
        name: 'command.invocation',
        props: { command: 'deploy', outcome, exitCode },
        resource: { tool: 'deployer' },
      },
    ]);
  });

  test('a fault of the program is its crash, and the code is that of a shell, so that there is one core file', async () => {
    const tool = makeScript();
    const ended = await run(tool, ['run', '--', 'bash', '-c', 'ulimit -c 0; kill -SEGV $$']);
    expect(ended).toMatchObject({ code: 139, signal: null });
    expect(tool.delivered()).toMatchObject([
      { props: { command: 'deployer', outcome: 'crash', exitCode: 139 } },
    ]);
  });

  test('exit codes that the author says are wrong use are that; flags are names only', async () => {
    const tool = makeScript();
    const flags = ['--flags=--force,region=hidden', '--usage-codes', '2,64'];
    const program = ['python3', '-c', 'import argparse; argparse.ArgumentParser().parse_args()', '--what'];
    expect(await run(tool, ['run', ...flags, '--', ...program])).toMatchObject({ code: 2 });
    expect(tool.delivered()).toMatchObject([{ props: { outcome: 'usage-error', flags: 'force other' } }]);
  });

  test('neither the program nor its arguments are anywhere, and neither is what it prints', async () => {
    const tool = makeScript({}, { 'planted-program.sh': '#!/bin/bash\necho "planted-output $1"\n' });
    await run(tool, ['run', '--', './planted-program.sh', 'planted-argument'], {
      PLANTED: 'planted-variable',
    });
    expect(tool.delivered()).toHaveLength(1);
    const files = readdirSync(tool.folder, { recursive: true, encoding: 'utf8' }).map((name) =>
      join(tool.folder, name),
    );
    const found = files.filter((path) => !path.endsWith('.sh') && containsPlanted(path));
    expect(found).toEqual([]);
  });

  test.each([
    ['DO_NOT_TRACK', { DO_NOT_TRACK: '1' }],
    ['the tool’s own variable', { DEPLOYER_TELEMETRY: 'off' }],
    ['a user who was not asked yet', { DEPLOYER_TELEMETRY: '' }],
  ])('off by %s: the program finds what it would find, and there is no file', async (_, env) => {
    const tool = makeScript({ traces: true });
    const bare = execFileSync('env', { env: { ...tool.env, ...env }, cwd: tool.folder, encoding: 'utf8' });
    const ended = await run(tool, ['run', '--', 'env'], env);
    expect(ended).toEqual({ code: 0, signal: null, stdout: bare, stderr: '' });
    expect(readdirSync(join(tool.folder, 'home'))).toEqual([]);
  });

  test('a program that is not there, and one that is none, end as in a shell', async () => {
    const tool = makeScript();
    const missing = await run(tool, ['run', '--', 'no-such-program']);
    expect(missing).toMatchObject({
      code: 127,
      stdout: '',
      stderr: 'overt: no-such-program: command not found\n',
    });
    const folder = await run(tool, ['run', '--', './home']);
    expect(folder).toMatchObject({ code: 126, stderr: 'overt: ./home: permission denied\n' });
    expect(tool.delivered().map(({ props }) => props['exitCode'])).toEqual([127, 126]);
  });

  test('a mistake in the file is said, and stops nothing', async () => {
    const tool = makeScript({ evnets: {} });
    const ended = await run(tool, ['run', '--', 'bash', '-c', 'echo out; exit 5']);
    expect(ended).toMatchObject({ code: 5, stdout: 'out\n' });
    expect(ended.stderr).toBe(`overt: ${tool.config}: \`evnets\` is no option. Nothing is recorded.\n`);
    const unnamed = await run(tool, ['run', '--', 'true'], { OVERT_CONFIG: '' });
    expect(unnamed).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('--config overt.json, or OVERT_CONFIG'),
    });
  });

  test('a file in the working folder counts for nothing, as long as nobody names it', async () => {
    const tool = makeScript();
    expect(existsSync(join(tool.folder, 'overt.json'))).toBe(true);
    await run(tool, ['run', '--', 'true'], { OVERT_CONFIG: '' });
    expect(tool.delivered()).toEqual([]);
    await run(tool, ['run', '--config', 'overt.json', '--', 'true'], { OVERT_CONFIG: '' });
    expect(tool.delivered()).toHaveLength(1);
  });

  test.each([
    ['no program', ['run']],
    ['a program without --', ['run', 'ls']],
    ['an option that there is not', ['run', '--nmae', 'x', '--', 'ls']],
    ['a code that is none', ['run', '--usage-codes', 'two', '--', 'ls']],
  ])('%s is one clear line', async (_, args) => {
    const ended = await run(makeScript(), args);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(/^overt: [^\n]+\n$/);
  });

  test('standard input is the program’s own', async () => {
    const child = start(makeScript(), ['run', '--', 'python3', '-c', 'print(input().upper())']);
    child.stdin?.end('typed\n');
    expect(await finish(child)).toMatchObject({ code: 0, stdout: 'TYPED\n' });
  });

  test('a request to end is passed on, and how the program ends then is what counts', async () => {
    const tool = makeScript({}, { 'serve.py': SERVE });
    const child = start(tool, ['run', '--long-lived', '--', 'python3', 'serve.py']);
    await waitForOutput(child, 'up\n');
    child.kill('SIGTERM');
    expect(await finish(child)).toMatchObject({ code: 7, signal: null, stdout: 'TERM 1\n' });
    const [event] = tool.delivered();
    expect(event?.props).toEqual({ command: 'deployer', outcome: 'error', exitCode: 7 });
  });

  test('Ctrl-C comes to the program once, and it has the terminal', async () => {
    const tool = makeScript({}, { 'serve.py': SERVE, 'type.py': TYPE_CTRL_C });
    const ended = await finish(
      spawn('python3', ['type.py', process.execPath, CLI, 'run', '--', 'python3', 'serve.py'], {
        cwd: tool.folder,
        env: tool.env,
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    );
    expect(ended.stdout.replaceAll('\r', '')).toMatch(/^terminal\nup\n(\^C)?INT 1\nended 9\n$/);
    expect(tool.delivered()).toMatchObject([{ props: { exitCode: 9 }, resource: { tty: 'in+out+err' } }]);
  });

  test('who is killed together with the program is found by the next run', async () => {
    const tool = makeScript();
    const child = start(tool, ['run', '--name', 'deploy', '--', 'bash', '-c', 'echo up; sleep 60']);
    await waitForOutput(child, 'up\n');
    const closed = once(child, 'close');
    killGroup(child);
    await closed;
    await run(tool, ['run', '--name', 'next', '--', 'true']);
    const names = tool.delivered().map(({ name, props }) => [name, props['command']]);
    expect(names).toContainEqual(['command.abandoned', 'deploy']);
    expect(names).toContainEqual(['command.invocation', 'next']);
  });

  test('what the program starts knows whose it is: events of a script, and its place in a trace', async () => {
    const tool = makeScript(
      { traces: true },
      {
        'deploy.sh': `#!/bin/bash
set -e
"$NODE" "$CLI" track deploy.finished files=3 dry=true
echo "$TRACEPARENT"`,
      },
    );
    const ended = await run(tool, ['run', '--name', 'deploy', '--', './deploy.sh'], {
      NODE: process.execPath,
      CLI,
    });
    expect(ended).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/^00-[\da-f]{32}-[\da-f]{16}-01\n$/),
    });
    const [tracked, invoked] = tool.delivered();
    expect(tracked).toMatchObject({
      name: 'deploy.finished',
      props: { files: 3, dry: true },
      parent: invoked?.run,
    });
    expect(tracked?.resource['nested']).toBe('same-tool');
  });

  test('the courier that is started when there is work delivers without us', async () => {
    const tool = makeScript({ delivery: { mode: 'detached', intervalMs: 0 } });
    await run(tool, ['run', '--', 'true']);
    await waitForCouriers(tool.folder);
    expect(tool.delivered()).toHaveLength(1);
  });
});

/** Counts what it is sent, and ends half a second later with a code of its own. */
const SERVE = `import os, signal, sys, time
counts = {}
def count(number, frame):
    counts[number] = counts.get(number, 0) + 1
signal.signal(signal.SIGTERM, count)
signal.signal(signal.SIGINT, count)
if os.isatty(0) and os.isatty(1):
    print('terminal', flush=True)
print('up', flush=True)
while not counts:
    time.sleep(0.02)
time.sleep(0.5)
for number, name, code in ((signal.SIGTERM, 'TERM', 7), (signal.SIGINT, 'INT', 9)):
    if number in counts:
        print(name, counts[number], flush=True)
        sys.exit(code)
`;

/** Runs a command at a terminal of its own, types Ctrl-C when it is up, and says how it ended. */
const TYPE_CTRL_C = `import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
text = b''
typed = False
while True:
    try:
        data = os.read(fd, 1024)
    except OSError:
        break
    if not data:
        break
    text += data
    if b'up' in text and not typed:
        typed = True
        os.write(fd, b'\\x03')
_, status = os.waitpid(pid, 0)
sys.stdout.write(text.decode() + 'ended %d\\n' % os.waitstatus_to_exitcode(status))
`;

function containsPlanted(path: string): boolean {
  try {
    return readFileSync(path, 'latin1').includes('planted');
  } catch {
    return false; // a folder
  }
}
