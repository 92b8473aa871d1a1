import { useMemo } from 'react'
import { LogList } from './LogList'
import { useLogs } from './useLogs'

type Props = { executionId: string; step: string; path: string; isLive: boolean }

/** What one step wrote at one place. */
export function StepLogs({ executionId, step, path, isLive }: Props) {
  const filter = useMemo(() => ({ step, path }), [step, path])
  const logs = useLogs(executionId, filter, isLive)
  return <LogList logs={logs} empty="This step wrote nothing." />
}
