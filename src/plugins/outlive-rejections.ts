import { oneLine } from '../visible-text.ts';
import { pluginFault } from './loaded-here.ts';

/**
 * Says in one line when a promise of a plugin is rejected that nobody waits for, and goes on; Node would end the process
 * with a stack trace. What did not come from a plugin still ends it.
 */
export function outliveRejections(): void {
  process.on('unhandledRejection', (error) => {
    const fault = pluginFault(error);
    if (fault === undefined) throw error;
    console.error(`rl-bench: nobody waits for a promise that was rejected: ${oneLine(fault)}`);
  });
}
