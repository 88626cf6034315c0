import { previewSendings, type PlannedSending } from '../courier/deliver/preview.ts';
import type { Decision } from '../consent/decision.ts';
import type { Sending } from '../sinks/record.ts';
import { createPlan } from '../telemetry/create-plan.ts';
import { previewRequests } from '../erasure/preview-requests.ts';
import type { Answer } from './answer.ts';
import type { Command } from './command.ts';
import { countOf, formatMoment } from './format.ts';
import { commandName, ownFolders, type Manager } from './manager.ts';
import { maskBody, maskHeaders, maskUrl } from './mask.ts';
import { makeRun, SAMPLE_ID, sampleEvents } from './sample.ts';
import { headline } from './status.ts';
import { OUTLINE } from './outline.ts';

/** What would leave now, or what can leave at all. */
export type Shown = Pick<Decision, 'level' | 'local' | 'noticePending'> & {
  /** Whether these are made-up events instead of those that wait. */
  readonly sample: boolean;
  /** What keeps all of it from leaving now, if anything does. */
  readonly heldBack?: 'off' | 'local' | 'notice';
  readonly sendings: readonly ShownSending[];
  /** Requests of the user to erase data, which leave whatever the level is. */
  readonly requests: readonly ShownRequest[];
};

/** A request as it would leave. */
export type ShownRequest = Omit<ShownSending, 'events'>;

export type ShownSending = {
  readonly sink: string;
  readonly events: number;
  /** `POST`: over the network. `append`: to a file. `print`: to standard output. `hand over`: to code of the tool itself. */
  readonly method: Sending['method'];
  readonly target: string;
  /** Without those that Node adds: `host`, `connection` and `content-length`. Keys are shown as `[key]`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The very bytes, before compression, but for keys. What is no text is in base64. */
  readonly body: string;
  readonly bodyEncoding: 'utf8' | 'base64';
  /** What is in a body that is no text, in the words of the sink. */
  readonly readable?: string;
  /** The sink is left alone until then, after a failure or because it asked for that. */
  readonly notBefore?: number;
};

/** @internal */
export const show: Command<Shown> = {
  outline: OUTLINE.show,
  run: async (manager, { flags }) => showSendings(manager, flags['sample'] === true),
  render: (answer, manager) => renderShown(answer, manager).join('\n'),
};

async function showSendings(manager: Manager, sample: boolean): Promise<Answer<Shown>> {
  const { level, local, noticePending } = manager.gate.current();
  const heldBack = whyHeldBack(manager.gate.current());
  const held = heldBack === undefined ? {} : { heldBack };
  const planned = sample ? await planSample(manager) : await planWaiting(manager, heldBack);
  return {
    ok: true,
    level,
    local,
    noticePending,
    sample,
    ...held,
    sendings: planned.map((one) => toShown(manager, one)),
    requests: sample ? [] : await planRequests(manager),
  };
}

function whyHeldBack({ level, local, noticePending }: Decision): Shown['heldBack'] {
  if (level === 'off') return 'off';
  if (local) return 'local';
  return noticePending ? 'notice' : undefined;
}

async function planSample(manager: Manager): Promise<readonly PlannedSending[]> {
  const { settings } = manager;
  const made = makeRun(manager, sampleEvents(manager), { id: SAMPLE_ID });
  const { liveSinks } = settings;
  // Of a share that is sent, it shows how that looks.
  return previewSendings({ ...made, plan: createPlan(settings), liveSinks, level: 'full', draw: 0 });
}

/** What the notice holds back is shown: it is what would leave after it. Off and local, nothing ever would. */
async function planWaiting(manager: Manager, heldBack: Shown['heldBack']): Promise<PlannedSending[]> {
  if (heldBack === 'off' || heldBack === 'local') return [];
  const { platform, settings, gate } = manager;
  const { level } = gate.current();
  const { liveSinks } = settings;
  const plan = createPlan(settings);
  const planned: PlannedSending[] = [];
  for (const folder of ownFolders(manager))
    planned.push(...(await previewSendings({ platform, folder, plan, liveSinks, level })));
  return planned;
}

async function planRequests(manager: Manager): Promise<ShownRequest[]> {
  const lists = ownFolders(manager).map((folder) => previewRequests(manager.platform, folder));
  const planned = (await Promise.all(lists)).flat();
  return planned.map((one) => {
    const { events: _none, ...request } = toShown(manager, { ...one, events: 0 });
    return request;
  });
}

function toShown({ settings }: Manager, planned: PlannedSending): ShownSending {
  const { sink, events, method, target, headers, body, readable, notBefore } = planned;
  const text = Buffer.from(body).toString('utf8');
  const isText = Buffer.from(text).equals(body);
  const { options = {} } = settings.descriptors.find(({ name }) => name === sink) ?? {};
  return {
    sink,
    events,
    method,
    target: method === 'POST' ? maskUrl(target) : target,
    headers: maskHeaders(headers),
    body: isText ? maskBody(text, options) : Buffer.from(body).toString('base64'),
    bodyEncoding: isText ? 'utf8' : 'base64',
    ...(readable === undefined ? {} : { readable }),
    ...(notBefore === undefined ? {} : { notBefore }),
  };
}

function renderShown(answer: Shown, manager: Manager): string[] {
  const { sendings, sample } = answer;
  const asks = answer.requests.map((request) => renderSending(request, 'a request to erase your data'));
  const blocks = [
    ...sendings.map((sending) => renderSending(sending, countOf(sending.events, 'event'))),
    ...asks,
  ].flatMap((lines) => ['', ...lines]);
  return [intro(answer, manager), ...(sample || sendings.length === 0 ? [] : [TIMING]), ...blocks];
}

const TIMING = 'What is counted and dated at the moment of sending (sentAt, ledger, attempt) is as of now.';

function intro(answer: Shown, manager: Manager): string {
  const { sample, heldBack, sendings, requests } = answer;
  if (sample) return 'Made-up events, one of each kind, at level full, as they would leave. Nothing is sent.';
  if (heldBack === 'local')
    return `${headline(answer)} Read it with \`${commandName(manager)} log --events\`.`;
  if (heldBack === 'off')
    return `${headline(answer)} ${requests.length === 0 ? 'Nothing leaves' : 'No event leaves'}. See what could with \`${commandName(manager)} show --sample\`.`;
  if (sendings.length === 0)
    return requests.length === 0 ? 'Nothing waits, so nothing would leave.' : 'No event waits.';
  const count = countOf(sendings.length, 'sending');
  return heldBack === 'notice'
    ? `${headline(answer)} This is what waits: ${count}.`
    : `This would leave now: ${count}. Nothing is sent by looking.`;
}

function renderSending(sending: ShownRequest, what: string): string[] {
  const { sink, method, target, headers, body, bodyEncoding, readable, notBefore } = sending;
  const wait = notBefore === undefined ? '' : `, not before ${formatMoment(notBefore)}`;
  const packed = headers['content-encoding'] === undefined ? '' : ', shown unpacked';
  const other = readable === undefined ? ', shown in base64' : `, ${sizeOf(body)} shown as text`;
  const coded = bodyEncoding === 'utf8' ? '' : other;
  return [
    `# ${sink}: ${what}${wait}${packed}${coded}`,
    `${method} ${target}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    (readable ?? body).trimEnd(),
  ];
}

function sizeOf(base64: string): string {
  return countOf(Buffer.from(base64, 'base64').length, 'byte');
}
