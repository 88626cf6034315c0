import { followClipanion } from 'overt/clipanion';
import { describeAdapter } from './describe-adapter.ts';

describeAdapter({ name: 'clipanion', follow: followClipanion });
