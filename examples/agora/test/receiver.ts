import type { Event } from '@sentry/core';
import sentryTestkit from 'sentry-testkit';
import {
  forwardTo,
  startFaultServer,
  type FaultServer,
} from '../../../packages/overt/test/harness/fault-server.ts';
import { textOf } from '../../../packages/overt/test/harness/inbox.ts';

/** Where reports arrive: the server of sentry-testkit, behind a network that can be broken. */
export type Receiver = Pick<FaultServer, 'setFault' | 'requests' | 'close'> & {
  readonly dsn: string;
  readonly reports: () => readonly Report[];
  /** Every byte that has arrived, unpacked. */
  readonly text: () => string;
};

/** Where in a report each of the plan's six fields is, and a little more. */
export type Report = {
  readonly command?: unknown;
  readonly exitCode?: unknown;
  readonly commitSha?: unknown;
  readonly os: string;
  readonly installMethod?: unknown;
  readonly agentLabel?: unknown;
  readonly environment?: unknown;
  readonly release: unknown;
};

const KEY = '0123456789abcdef0123456789abcdef';

export async function startReceiver(): Promise<Receiver> {
  const { testkit, localServer } = sentryTestkit();
  await localServer.start(`http://${KEY}@localhost/7`);
  const forward = forwardTo(new URL(localServer.getDsn() ?? '').origin.replace('localhost', '127.0.0.1'));
  const texts: string[] = [];
  const server = await startFaultServer((request) => {
    texts.push(textOf(request));
    return forward(request);
  });
  return {
    ...server,
    dsn: `${server.url.replace('://', `://${KEY}@`)}/7`,
    reports: () => testkit.reports().map(({ originalReport }) => toReport(originalReport)),
    text: () => texts.join('\n'),
    close: async () => {
      await server.close();
      await localServer.stop();
    },
  };
}

function toReport({ tags = {}, contexts = {}, environment, release }: Event): Report {
  return {
    command: tags['command'],
    exitCode: tags['exit_code'],
    commitSha: tags['commit'],
    os: `${String(contexts.os?.['name'])}/${String(contexts.device?.['arch'])}`,
    installMethod: tags['install_method'],
    agentLabel: tags['agent'],
    environment,
    release,
  };
}
