import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { renderDifference } from '../docs/difference.ts';
import { isSameContent, type Document } from '../docs/document.ts';
import { renderPage } from '../docs/page.ts';
import { createSchema } from '../docs/schema.ts';
import { CliError, messageOf } from '../errors.ts';
import { showPath } from '../report/paths.ts';
import { locateModule } from '../subject/locate.ts';
import { readSubject } from '../subject/read-subject.ts';
import type { Subject } from '../subject/subject.ts';
import type { Outcome } from './outcome.ts';

export type DocsOptions = {
  readonly from?: string;
  readonly out?: string;
  readonly schemaOut?: string;
  readonly stdout?: 'page' | 'schema';
  readonly check?: true;
};

/** `overt docs`: writes both documents, prints one of them, or (`--check`) says whether they are fresh. */
export async function runDocs(options: DocsOptions): Promise<Outcome> {
  const located = locateModule(options.from, process.cwd());
  const subject = await readSubject(located);
  if (subject.refusal !== undefined)
    throw new CliError(`${located.module}: ${subject.refusal} \`overt check\` says more.`);
  const documents = makeDocuments(subject, located.project.name, options);
  if (options.stdout !== undefined) {
    const wanted = documents.find(({ kind }) => kind === options.stdout);
    return { stdout: wanted?.text ?? '', code: 0 };
  }
  return options.check ? checkDocuments(documents) : writeDocuments(documents);
}

function makeDocuments(subject: Subject, name: string, { out, schemaOut }: DocsOptions): readonly Document[] {
  const { root, config } = subject;
  const schemaPath = schemaOut === undefined ? resolve(root, config.schema) : resolve(schemaOut);
  const pagePath = out === undefined ? resolve(root, config.docs) : resolve(out);
  const tool = subject.tool ?? name.replace(/^@[^/]+\//, '');
  const schema = createSchema(subject);
  return [
    { kind: 'page', path: pagePath, text: renderPage({ ...subject, tool }) },
    { kind: 'schema', path: schemaPath, text: `${JSON.stringify(schema, null, 2)}\n` },
  ];
}

function writeDocuments(documents: readonly Document[]): Outcome {
  const lines = documents.map((document) => {
    const isFresh = isSameContent(document, readText(document.path));
    if (!isFresh) writeText(document);
    return `${showPath(process.cwd(), document.path)} ${isFresh ? 'is fresh' : 'is written'}\n`;
  });
  return { stdout: lines.join(''), code: 0 };
}

function checkDocuments(documents: readonly Document[]): Outcome {
  const stale = documents.filter((document) => !isSameContent(document, readText(document.path)));
  if (stale.length === 0) return { stdout: '', code: 0 };
  const lines = stale.map((document) => {
    const path = showPath(process.cwd(), document.path);
    const present = readText(document.path);
    if (present === undefined) return `overt: ${path} is missing.\n`;
    return `overt: ${path} is stale (- as it is, + as it must be):\n${renderDifference(present, document.text)}`;
  });
  return {
    stdout: '',
    stderr: `${lines.join('')}overt: run \`overt docs\` and commit what it writes.\n`,
    code: 1,
  };
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CliError(`${path} cannot be read: ${messageOf(error)}`);
  }
}

function writeText({ path, text }: Document): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new CliError(`${path} cannot be written: ${messageOf(error)}`);
  }
}
