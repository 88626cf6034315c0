import { AGENTS } from '../../packages/overt/src/environment/agent.ts';
import { CI_VENDORS } from '../../packages/overt/src/environment/ci-vendors.ts';
import { SILENT_CI } from '../../packages/overt/src/environment/ci.ts';
import { CONTAINER_FILES } from '../../packages/overt/src/environment/container-files.ts';
import { CONTAINER_KINDS, CONTAINER_VARIABLES } from '../../packages/overt/src/environment/container.ts';
import { DISTROS } from '../../packages/overt/src/environment/distro.ts';
import { PATH_RULES } from '../../packages/overt/src/environment/install-method.ts';
import { NO_NETWORK } from '../../packages/overt/src/environment/network.ts';
import { RECEIPT_METHODS } from '../../packages/overt/src/environment/receipt.ts';
import { describeResource } from '../../packages/overt/src/spool/resource.ts';
import { MAX_TAGS } from '../../packages/overt/src/environment/tags.ts';
import { table, type Part } from './parts.ts';

/** docs/environment.md, from the tables that name what is known about a run. */
export const ENVIRONMENT_PAGE: Part = { file: 'docs/environment.md', make: makePage };

function makePage(): string {
  const sections = [introduction, agents, servers, containers, distributions, installation, tags, network];
  return sections.map((section) => section()).join('');
}

function introduction(): string {
  return `# What is known about a run

Each event carries the \`resource\` of its run. All of it is listed here. A field holds a name from the tables below, a
version, a hash, or a tag: never what a variable or a file of the user's held. This page is made from the tables in
\`packages/overt/src/environment\`, and a test keeps it fresh (\`npm run docs\`).

${rows(
  ['field', 'what it is', 'example'],
  Object.entries(describeResource({})).map(([name, { what, example, optional }]) => [
    name.replace('*', '\\*'),
    `${what}${optional === true ? '; not in every run' : ''}`,
    `\`${example}\``,
  ]),
)}

With \`identity\` and \`project\`, [other ids](identity.md) take the place of \`install\`, or join it.

Never known: the locale, the host, the user, the folder that the tool was run in, its arguments.

What a run notes to find these out (the path of the tool, and the variables below with their values where those are short or an
id) is in its file in the state folder, which only the user can read. The courier makes the fields from it and drops it.

`;
}

function agents(): string {
  return `## AI agents

\`AI_AGENT\` comes first: its value, without what follows the name (\`claude-code_2-1-263_agent\`), if it is a name or another
spelling of one; any other value is \`other\`. Then \`AGENT\` and \`AGENT_ENV\`, which count only with a name. Then these variables;
the first row of which one is set (and not \`0\` or \`false\`) wins. What people set too, such as keys, models and folders, is
not among them.

${rows(
  ['agent', 'also spelled', 'variables', 'its conversation'],
  AGENTS.map((row) => {
    const [name = '', ...words] = row.split(' ');
    const isVariable = (word: string): boolean => /^[A-Z]/.test(word);
    const plain = (word: string): string => word.replace(/[*+]$/, '').replace(':', '=');
    return [
      name,
      codes(words.filter((word) => !isVariable(word))),
      codes(words.filter((word) => isVariable(word) && !word.endsWith('+')).map(plain)),
      codes(words.filter((word) => /[*+]$/.test(word)).map(plain)),
    ];
  }),
)}

\`devin\` is also known by the folder \`/opt/.devin\`.

`;
}

function servers(): string {
  return `## Build servers

CI is where \`CI\` is set and neither \`0\` nor \`false\`. Where it is not set at all, the variables count that are marked with a
star: their servers do not set it. The first row that holds names the server.

${rows(
  ['server', 'known by', 'a pull request'],
  CI_VENDORS.map(({ name, when, pullRequest }) => [name, rule(when), rule(pullRequest ?? '')]),
)}

`;
}

function containers(): string {
  return `## Containers and remote machines

${rows(['variable', 'container'], Object.entries(CONTAINER_VARIABLES).map(row))}

Then \`container\`, or the file \`/run/systemd/container\`: ${CONTAINER_KINDS.map((kind) => `\`${kind}\``).join(', ')}; anything else
is \`other\`. Then ${Object.entries(CONTAINER_FILES)
    .map(([file, name]) => `\`${file}\` (\`${name}\`)`)
    .join(', ')}, and a kernel by Microsoft (\`wsl\`).

`;
}

function distributions(): string {
  return `## Distributions

The \`ID\` of \`/etc/os-release\`, if it is one of these, else \`other\`: ${DISTROS.join(', ')}.

`;
}

function installation(): string {
  return `## How the tool was installed

A receipt beside the executable, \`<tool>.install.json\`, comes first. It is believed if it is of this tool and of this very file
(\`installPath\` is its path without links), and its method is one of ${RECEIPT_METHODS.split(' ').join(', ')}.

\`\`\`json
{
  "schemaVersion": 1,
  "tool": "tally",
  "installMethod": "installer",
  "installPath": "/usr/local/bin/tally",
  "version": "1.4.2"
}
\`\`\`

Then the path of what was started, without links, in lower case and with \`/\`; the first that holds. \`^\` is the beginning.

${rows(
  ['path', 'method'],
  PATH_RULES.map(([part, method]) => [`\`${part}\``, method]),
)}

Then a folder \`.git\` above it (\`source\`).

`;
}

function tags(): string {
  return `## Tags

\`defineTelemetry({ tags: { channel: 'beta' } })\`, and of the user \`<TOOL>_TELEMETRY_TAGS=team=core,site=berlin\`. At most ${MAX_TAGS} of
each; names of up to 24 letters, digits, \`_\` and \`-\`, values of up to 40 letters, digits, \`.\`, \`_\` and \`-\`, in lower case. Of two
with one name the author's counts. What is no tag is left out and counted (\`invalid_tag\`).

`;
}

function network(): string {
  return `## No network

Where \`${NO_NETWORK}\` is set, nothing is sent and no courier is started, in any mode: events wait for a run
that may send. \`flush()\` answers \`pending\`.
`;
}

function row([variable, name]: [string, string]): string[] {
  return [`\`${variable}\``, name];
}

function rule(text: string): string {
  const parts = text.split('|').filter(Boolean);
  return parts
    .map((part) => `\`${part}\`${SILENT_CI.includes(part.split('=')[0] ?? '') ? ' \\*' : ''}`)
    .join(' or ');
}

function codes(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}

/** A table in the middle of a text. */
function rows(...of: Parameters<typeof table>): string {
  return table(...of).trimEnd();
}
