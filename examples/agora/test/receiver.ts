import { startInbox, textOf } from '../../../packages/overt/test/harness/inbox.ts';
import type { FaultServer } from '../../../packages/overt/test/harness/fault-server.ts';
import type { FlatEvent } from '../../../packages/overt/test/harness/delivered.ts';

/** Where reports arrive. */
export type Receiver = Pick<FaultServer, 'setFault' | 'requests' | 'close'> & {
  readonly dsn: string;
  readonly reports: () => readonly Report[];
  /** Every byte that has arrived, unpacked. */
  readonly text: () => string;
};

/** What the plan wants to know of an error, and a little more. */
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

export async function startReceiver(): Promise<Receiver> {
  const inbox = await startInbox();
  return {
    ...inbox,
    dsn: inbox.url,
    reports: () => inbox.events().filter(isReport).map(toReport),
    text: () => inbox.received.map(textOf).join('\n'),
  };
}

/** What is to be expected is counted, and no report. */
function isReport({ name }: FlatEvent): boolean {
  return name === 'error' || name === 'crash';
}

function toReport({ props, resource }: FlatEvent): Report {
  return {
    command: props['command'],
    exitCode: props['exitCode'],
    commitSha: resource['tag.commit'],
    os: `${resource['os']}/${resource['arch']}`,
    installMethod: resource['installMethod'],
    agentLabel: resource['agent'],
    environment: resource['environment'],
    release: resource['version'],
  };
}
