import { followStricli } from 'overt/stricli';
import { describeAdapter } from './describe-adapter.ts';

describeAdapter({ name: 'stricli', framework: '@stricli/core', follow: followStricli });
