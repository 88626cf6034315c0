import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitForCouriers } from '../../../packages/overt/test/harness/couriers.ts';
import { startFaultServer, type Answer } from '../../../packages/overt/test/harness/fault-server.ts';
import { runTool, type Ended } from '../../../packages/overt/test/harness/run-tool.ts';
import { test as inPlace } from '../../../packages/overt/test/harness/test.ts';
import { storeConsent, type Place } from '../../../packages/overt/test/harness/place.ts';
import {
  startAtTerminal,
  whyNoTerminal,
  type AtTerminal,
} from '../../../packages/overt/test/harness/terminal.ts';
import { startReceiver, type Receiver } from './receiver.ts';

const PACKAGE = join(import.meta.dirname, '..');
const ROOT = join(PACKAGE, '../..');

export const COMMIT = 'abc1234';

/** What stands in for Agora's service: a status, a body, and who asked for what is of no interest. */
export type Service = { answer: Answer };

/** A release of agora, on a machine of its own. */
export type Agora = {
  readonly place: Place;
  /** Overt's folder. */
  readonly spool: string;
  /** Where the release is. */
  readonly folder: string;
  readonly service: Service;
  readonly receiver: Receiver;
  readonly run: (words: string, env?: Env) => Promise<Ended>;
  readonly atTerminal: (words: string, env?: Env) => AtTerminal;
  /** Delivers what waits. */
  readonly deliver: (env?: Env) => Promise<void>;
  /** The runs that have been recorded and not sent. */
  readonly waiting: () => readonly string[];
  /** Agora's own payload. */
  readonly status: (env?: Env) => Promise<unknown>;
  /** The user has said yes, some time ago. */
  readonly agree: () => void;
  /** The user has a session. */
  readonly logIn: (accessToken?: string) => void;
  readonly writeConfig: (config: unknown) => void;
  readonly readConfig: () => unknown;
};

type Env = Readonly<Record<string, string>>;

const OK: Answer = { status: 200, body: '{"accessToken":"a","appId":"b","items":[]}' };

/** A test with a release that may send; `source` is the same without a DSN. */
export const test = inPlace
  .extend('service', async ({ place: _place }, { onCleanup }) => {
    const service: Service = { answer: OK };
    const server = await startFaultServer(async () => service.answer);
    onCleanup(() => server.close());
    return { service, url: server.url };
  })
  .extend('receiver', async ({ place: _place }, { onCleanup }) => {
    const receiver = await startReceiver();
    onCleanup(() => receiver.close());
    return receiver;
  })
  .extend('agora', async ({ place, service, receiver }) =>
    createAgora(place, [service, receiver], ['--dsn', receiver.dsn, '--environment', 'production']),
  )
  .extend('source', async ({ place, service, receiver }) => createAgora(place, [service, receiver], []));

/** Why tests at a terminal cannot be run, if so. */
export const noTerminal = whyNoTerminal();

function createAgora(
  place: Place,
  [{ service, url }, receiver]: [{ readonly service: Service; readonly url: string }, Receiver],
  build: readonly string[],
): Agora {
  const folder = join(place.root, build.length === 0 ? 'source' : 'agora');
  makeRelease(folder, build);
  const spool = join(place.state, 'agora/telemetry');
  const home = join(place.home, '.agora');
  const write = (name: string, content: unknown): void => {
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, name), JSON.stringify(content));
  };
  const toRun = (words: string, env: Env = {}): Parameters<typeof runTool>[1] => ({
    fixture: join(folder, 'bin/agora.js'),
    args: words.split(' ').filter(Boolean),
    env: { AGORA_API_BASE_URL: url, ...env },
  });
  const run: Agora['run'] = (words, env) => runTool(place, toRun(words, env));
  return {
    place,
    folder,
    spool,
    service,
    receiver,
    run,
    atTerminal: (words, env) => startAtTerminal(place, toRun(words, env)),
    deliver: async (env) => {
      await waitForCouriers(place.root);
      const { code, stdout, stderr } = await run('telemetry flush', env);
      if (code !== 0) throw new Error(`Not delivered: ${stdout}${stderr}`);
    },
    waiting: () => ['runs', 'claimed', 'outbox'].flatMap((name) => listFiles(join(spool, name))),
    status: async (env) => JSON.parse((await run('telemetry status --json', env)).stdout) as unknown,
    agree: () => storeConsent(spool, { how: 'prompt', level: 'errors' }),
    logIn: (accessToken = 'a') => write('session.json', { accessToken }),
    writeConfig: (config) => write('config.json', config),
    readConfig: () => JSON.parse(readFileSync(join(home, 'config.json'), 'utf8')) as unknown,
  };
}

function makeRelease(folder: string, build: readonly string[]): void {
  const script = join(PACKAGE, 'scripts/release.js');
  execFileSync(process.execPath, [script, folder, '--commit', COMMIT, ...build]);
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
}

function listFiles(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
