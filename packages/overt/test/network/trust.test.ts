import { describe, expect } from 'vitest';
import { readAccount } from '../harness/account.ts';
import { makeCertificates, whyNoCertificates, type Certificates } from '../harness/certificates.ts';
import { askCommand } from '../harness/command.ts';
import { waitForCouriers } from '../harness/couriers.ts';
import { startInbox, type Inbox } from '../harness/inbox.ts';
import type { Place } from '../harness/place.ts';
import { runTool, type Ended, type ToolRun } from '../harness/run-tool.ts';
import { test as base } from '../harness/test.ts';

type Trust = {
  readonly certificates: Certificates;
  readonly serve: (name: 'good' | 'selfSigned' | 'expired' | 'otherHost') => Promise<Inbox>;
};

const test = base.extend<{ trust: Trust }>({
  trust: async ({ task, place }, use) => {
    const reason = whyNoCertificates();
    if (reason !== undefined) return task.context.skip(`No certificates: ${reason}.`);
    const certificates = makeCertificates(place.root);
    const inboxes: Inbox[] = [];
    const serve: Trust['serve'] = async (name) => {
      const inbox = await startInbox(undefined, certificates[name]);
      inboxes.push(inbox);
      return inbox;
    };
    await use({ certificates, serve });
    for (const inbox of inboxes) await inbox.close();
  },
});

/** How it is delivered. */
const MODES = ['detached', 'inline'] as const;
type Mode = (typeof MODES)[number];
type Env = NonNullable<ToolRun['env']>;

/** The command and one event. */
const RECORDED = 2;

async function record(place: Place, inbox: Inbox, [mode, env]: [Mode, Env]): Promise<Ended> {
  const ended = await runTool(place, {
    fixture: 'work.mjs',
    args: ['1', '1'],
    env,
    options: { sinks: [['http', { url: inbox.url, name: 'main' }]], delivery: { mode, deadlineMs: 20_000 } },
  });
  await waitForCouriers(place.root);
  return ended;
}

async function expectRefused(place: Place, inbox: Inbox): Promise<void> {
  const kept = { recorded: RECORDED, delivered: 0, pending: RECORDED, dropped: {} };
  expect(await readAccount(place)).toMatchObject(kept);
  expect(inbox.requests()).toBe(0);
}

describe.for(MODES)('%s', (mode) => {
  test('NODE_EXTRA_CA_CERTS: its authority is trusted', async ({ place, trust }) => {
    const inbox = await trust.serve('good');
    await record(place, inbox, [mode, { NODE_EXTRA_CA_CERTS: trust.certificates.caFile }]);
    expect(inbox.events()).toHaveLength(RECORDED);
  });

  test('an authority that nobody knows', async ({ place, trust }) => {
    const inbox = await trust.serve('good');
    await record(place, inbox, [mode, {}]);
    await expectRefused(place, inbox);
  });

  test('NODE_TLS_REJECT_UNAUTHORIZED=0 opens nothing', async ({ place, trust }) => {
    const inbox = await trust.serve('selfSigned');
    await record(place, inbox, [mode, { NODE_TLS_REJECT_UNAUTHORIZED: '0' }]);
    await expectRefused(place, inbox);
  });

  test('--use-openssl-ca with SSL_CERT_FILE: as Node was told', async ({ place, trust }) => {
    const inbox = await trust.serve('good');
    const env = { SSL_CERT_FILE: trust.certificates.caFile, NODE_OPTIONS: '--no-warnings --use-openssl-ca' };
    await record(place, inbox, [mode, env]);
    expect(inbox.events()).toHaveLength(RECORDED);
  });
});

describe('doctor', () => {
  test.for([
    [
      'selfSigned',
      'its certificate is not trusted (network_DEPTH_ZERO_SELF_SIGNED_CERT)',
      /NODE_EXTRA_CA_CERTS/,
    ],
    ['expired', 'its certificate is not valid today (network_CERT_HAS_EXPIRED)', /clock/],
    [
      'otherHost',
      'its certificate is that of another host (network_ERR_TLS_CERT_ALTNAME_INVALID)',
      /address/,
    ],
  ] as const)('of a certificate that is %s', async ([name, what, hint], { place, trust }) => {
    const inbox = await trust.serve(name);
    const env = { NODE_EXTRA_CA_CERTS: trust.certificates.caFile, SCAN_TELEMETRY: 'on' };
    const sinks = [['http', { url: inbox.url, name: 'main' }]] as const;
    const { checks } = await askCommand<{ checks: { name: string; hint?: string }[] }>(place, ['doctor'], {
      env,
      options: { sinks },
    });
    const check = checks.find(({ name }) => name === 'sink main');
    expect(check).toMatchObject({ result: 'wrong', what });
    expect(check?.hint).toMatch(hint);
    expect(inbox.requests()).toBe(0);
  });
});
