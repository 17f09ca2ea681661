import { type Call, formatCall } from '../../src/call-expression.ts';

/** What keeps a history of losses, or takes Gram matrices apart, on the host, for which WebGPU would have to wait. */
const onHost = /\b(VELO|CELO|CELO_ADAM|SVEN)\b|\bsolver=gram\b/;

/** Whether the backend under test refuses a rule; test/backends/webgpu/refused-rules.test.ts reads what it says. */
export function isRefused(spec: string | Call | readonly Call[]): boolean {
  if (process.env.TEST_BACKEND !== 'webgpu') return false;
  const names =
    typeof spec === 'string'
      ? spec
      : [spec]
          .flat()
          .map((call) => formatCall(call))
          .join();
  return onHost.test(names);
}
