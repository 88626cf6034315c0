import { event } from './example.ts';
import { isPlaceholder } from './reasons.ts';
import { eventRule, type Rule } from './rule.ts';

const ADDRESS = /([^\s<>@]+)@([^\s<>@]+\.[a-z]{2,})/i;
/** Where people have mail of their own. */
const PERSONAL_HOSTS =
  /^(?:gmail|googlemail|outlook|hotmail|live|msn|yahoo|ymail|icloud|me|mac|aol|gmx|web|proton|protonmail|pm|fastmail|hey|tutanota|tuta|zoho|yandex|mail|qq|163|126|naver)\.[a-z.]+$/i;
/** `given.family`: how companies name their people, and hardly ever their teams. */
const PERSON = /^[a-z]+\.[a-z]+$/i;
const TEAM_WORD =
  /team|support|dev|cli|tool|telemetry|privacy|info|admin|core|oss|maintainer|platform|group/i;
const NOBODY = /^(?:me|myself|someone|somebody|anyone|nobody|unknown|owner|the owner|author|\?+)$/i;

/** Rules about `owner`. */
export const OWNER_RULES: readonly Rule[] = [
  eventRule(
    {
      id: 'missing-owner',
      severity: 'error',
      isFatal: true,
      summary: 'Every event has an owner, who answers for it.',
      bad: event('scan.finished', { owner: '' }),
      good: event('scan.finished'),
    },
    ({ owner }) => (owner.trim() === '' ? 'It does not say who answers for it (`owner`).' : undefined),
  ),
  eventRule(
    {
      id: 'placeholder-owner',
      severity: 'error',
      summary: 'The owner can be found.',
      bad: event('scan.finished', { owner: 'me' }),
      good: event('scan.finished', { owner: 'cli team' }),
    },
    ({ owner }) =>
      isPlaceholder(owner) || NOBODY.test(owner.trim())
        ? `"${owner}" is nobody: name a team that answers for it.`
        : undefined,
  ),
  eventRule(
    {
      id: 'personal-owner',
      severity: 'warning',
      summary: 'The owner is a team: a person leaves, and their address would be in a public page.',
      bad: event('scan.finished', { owner: 'jo.doe@example.com' }),
      good: event('scan.finished', { owner: 'cli-team@example.com' }),
    },
    ({ owner }) =>
      isPersonal(owner) ? `"${owner}" looks like one person: name a team, or its address.` : undefined,
  ),
];

function isPersonal(owner: string): boolean {
  const [, mailbox = '', host = ''] = ADDRESS.exec(owner) ?? [];
  if (mailbox === '' || TEAM_WORD.test(mailbox)) return false;
  return PERSONAL_HOSTS.test(host) || PERSON.test(mailbox);
}
