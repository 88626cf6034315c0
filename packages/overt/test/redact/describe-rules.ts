import { EXAMPLES } from './examples/index.ts';

const INTRODUCTION = `# What redaction takes out

<!-- Written by \`npm run docs\`; a test holds it fresh. -->

Free text is redacted when it is recorded and once more before it leaves, with the rules below. Each property that is a
text passes them by its name too: whatever is called \`password\` or \`API_KEY\` is hidden whole.

- What is taken out leaves \`[redacted]\`, \`[email]\`, \`[ip]\`, \`[user]\`, \`[host]\`, \`[project]\`, or \`~\` for a home folder.
- Names and folders of the person and the machine (home, user name, host name, the folder of the project) are replaced
  where they stand as whole words or paths. Names shorter than three characters and common ones (\`root\`, \`runner\`) stay.
- Hashes, UUIDs, versions, package names and paths inside a package stay. So do \`127.0.0.1\`, \`0.0.0.0\` and \`::1\`.
- Long strings that chance made are taken out whoever made them: 24 characters with upper case, lower case and digits, or
  32 with fewer kinds, whose neighbours are not those of words.
- Colours and characters that nobody sees do not hide a secret; they go with it.
- Texts longer than 64 Ki characters are cut first, and end with \`[cut]\`.
- It is applied again without change, and what comes out is at most three times as long as what went in, plus 16 characters.

In the examples, \`{a36}\` stands for 36 letters and digits.

| rule | format | catches | keeps |
| ---- | ------ | ------- | ----- |
`;

/** docs/redaction.md, from the rules and their examples. */
export function describeRules(): string {
  const rows = Object.entries(EXAMPLES).map(([id, { source, catches, keeps }]) => {
    const cells = [id, `[source](${source})`, code(catches), code(keeps)];
    return `| ${cells.join(' | ')} |\n`;
  });
  return INTRODUCTION + rows.join('');
}

function code(texts: readonly string[]): string {
  return texts.map((text) => `\`${text.replaceAll('|', '\\|').replaceAll('\n', '\\n')}\``).join(', ');
}
