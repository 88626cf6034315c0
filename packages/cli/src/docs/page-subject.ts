import type { Subject } from '../subject/subject.ts';

/** What the page is made of. Where a module gives only its events, what the options would say is left out. */
export type PageSubject = Pick<Subject, 'declared' | 'options' | 'config'> & { readonly tool: string };
