/** What is typed that must never leave, whole or in part. */
export const PLANTED = ['hunter2', 'qwertz'] as const;
const [SECRET, NONSENSE] = PLANTED;

/** What is recorded of a command. */
export type Recorded = {
  readonly command: string;
  readonly outcome: string;
  /** @default that of the process */
  readonly exitCode?: number;
  readonly flags?: string;
  readonly friction?: string;
  /** Whether there is no duration. */
  readonly longLived?: boolean;
};

export type Scenario = {
  readonly what: string;
  readonly args: readonly string[];
  /** How the command ends (fixtures/act.mjs). */
  readonly act?: string;
  /** Which of the tools is run (fixtures/act.mjs). */
  readonly tree?: 'many' | 'default' | 'single';
  readonly env?: Readonly<Record<string, string>>;
  readonly recorded: Recorded;
};

const deployed = (flags?: string): Recorded => ({
  command: 'deploy',
  outcome: 'ok',
  ...(flags === undefined ? {} : { flags }),
});
const deploying = (outcome: string): Recorded => ({ command: 'deploy', outcome });
const refused = (command: string, friction: string): Recorded => ({
  command,
  outcome: 'usage-error',
  friction,
});
const said = (command: string, outcome: 'help' | 'version'): Recorded => ({ command, outcome });
const deploy = (...args: readonly string[]): string[] => ['deploy', NONSENSE, ...args];

/** What every framework is asked. Where one differs, its own test says how and why. */
export const SCENARIOS: readonly Scenario[] = [
  { what: 'a command', args: deploy(), recorded: deployed() },
  { what: 'a command that waits', args: deploy(), act: 'later', recorded: deployed() },
  { what: 'a secret behind a flag', args: deploy('--token', SECRET), recorded: deployed('token') },
  { what: 'a secret in a flag', args: deploy(`--token=${SECRET}`), recorded: deployed('token') },
  { what: 'a secret in a short flag', args: deploy(`-t${SECRET}`), recorded: deployed('token') },
  { what: 'a short flag', args: deploy('-t', SECRET), recorded: deployed('token') },
  { what: 'a flag before its command', args: ['--verbose', ...deploy()], recorded: deployed('verbose') },
  { what: 'a flag of two words', args: deploy('--dry-run'), recorded: deployed('dry-run') },
  { what: 'a negated flag', args: deploy('--no-cache'), recorded: deployed('no-cache') },
  { what: 'a flag twice', args: deploy('--tag', NONSENSE, '--tag', SECRET), recorded: deployed('tag') },
  { what: 'two flags', args: deploy('--tag', SECRET, '--dry-run'), recorded: deployed('dry-run tag') },
  { what: 'a flag by a variable', args: deploy(), env: { SHIP_REGION: SECRET }, recorded: deployed() },
  { what: 'a flag that is an argument', args: ['deploy', '--', '--dry-run'], recorded: deployed() },
  { what: 'an alias', args: ['up', NONSENSE], recorded: deployed() },
  {
    what: 'a command in a command',
    args: ['remote', 'add', SECRET],
    recorded: { command: 'remote add', outcome: 'ok' },
  },
  {
    what: 'its flag',
    args: ['remote', 'add', SECRET, '--force'],
    recorded: { command: 'remote add', outcome: 'ok', flags: 'force' },
  },
  { what: 'a hidden command', args: ['dump'], recorded: { command: 'dump', outcome: 'ok' } },
  { what: 'the default command', args: [], tree: 'default', recorded: { command: 'status', outcome: 'ok' } },
  {
    what: 'a flag of the default command',
    args: ['--short'],
    tree: 'default',
    recorded: { command: 'status', outcome: 'ok', flags: 'short' },
  },
  {
    what: 'the only command',
    args: [NONSENSE, '--token', SECRET],
    tree: 'single',
    recorded: { command: 'root', outcome: 'ok', flags: 'token' },
  },
  { what: 'the only command, help', args: ['--help'], tree: 'single', recorded: said('root', 'help') },
  { what: 'a throw', args: deploy(), act: 'throw', recorded: deploying('crash') },
  { what: 'a rejection', args: deploy(), act: 'reject', recorded: deploying('crash') },
  { what: 'an exit', args: deploy(), act: 'exit', recorded: deploying('error') },
  { what: 'an exit code', args: deploy(), act: 'code', recorded: deploying('error') },
  { what: 'an abort', args: deploy(), act: 'abort', recorded: deploying('interrupted') },
  { what: 'a prompt that is left', args: deploy(), act: 'prompt', recorded: deploying('interrupted') },
  {
    what: 'a daemon that ends',
    args: ['serve'],
    recorded: { command: 'serve', outcome: 'ok', longLived: true },
  },
  {
    what: 'a daemon that fails',
    args: ['serve'],
    act: 'exit',
    recorded: { command: 'serve', outcome: 'error', longLived: true },
  },
  { what: 'help', args: ['--help'], recorded: said('root', 'help') },
  { what: 'help of a command', args: ['deploy', '--help'], recorded: said('deploy', 'help') },
  {
    what: 'help of a command in a command',
    args: ['remote', 'add', '--help'],
    recorded: said('remote add', 'help'),
  },
  { what: 'the version', args: ['--version'], recorded: said('root', 'version') },
  { what: 'nothing', args: [], recorded: said('root', 'help') },
  { what: 'half of a command', args: ['remote'], recorded: said('remote', 'help') },
  { what: 'an unknown command', args: [NONSENSE, SECRET], recorded: refused('root', 'unknown-command') },
  {
    what: 'an unknown command in a command',
    args: ['remote', NONSENSE],
    recorded: refused('remote', 'unknown-command'),
  },
  {
    what: 'an unknown flag',
    args: deploy(`--${NONSENSE}=${SECRET}`),
    recorded: refused('deploy', 'unknown-flag'),
  },
  { what: 'a missing argument', args: ['deploy'], recorded: refused('deploy', 'missing-argument') },
  { what: 'a missing value', args: deploy('--token'), recorded: refused('deploy', 'missing-argument') },
  { what: 'a wrong value', args: deploy('--level', NONSENSE), recorded: refused('deploy', 'bad-argument') },
  { what: 'an argument too many', args: deploy(SECRET), recorded: refused('deploy', 'bad-argument') },
];
