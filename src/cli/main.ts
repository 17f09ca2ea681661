#!/usr/bin/env node
import { hideBin } from 'yargs/helpers';
import { stopBackends } from '../backends/running.ts';
import { outliveRejections } from '../plugins/outlive-rejections.ts';
import { carryOutCommandLine } from './command-line.ts';
import { outliveTerminal } from './outlive-terminal.ts';
import { ownProcess } from './own-process.ts';

ownProcess();
outliveTerminal();
outliveRejections();
try {
  await carryOutCommandLine(hideBin(process.argv));
} finally {
  stopBackends();
}
