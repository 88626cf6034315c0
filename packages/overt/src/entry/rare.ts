/**
 * What is needed only where a person is to be told or asked, or looks at what telemetry does. Beside `cold.cjs`, which is
 * also loaded where nobody looks.
 */
export { explainConsent } from '../consent/explain.ts';
export { introduce, noticeIfDue } from '../telemetry/introduce.ts';
export { sayDecision, withDebug } from '../debug/with-debug.ts';
