import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { toGlobalId } from '../../api/ids'
import { useLineLost, useLive } from '../../api/live'
import { useCalm } from '../../app/calm'
import { fetchExecution } from './queries'
import { Results, type ResultsState } from './results'

const WITHOUT_LINE_MS = 5_000

/** One execution and its step results, live until it has ended. */
export function useExecution(uuid: string) {
  const id = toGlobalId('InstanceExecutionResult', uuid)
  const client = useQueryClient()
  const isLost = useLineLost()
  const query = useQuery({
    queryKey: ['execution', id],
    queryFn: ({ signal }) => fetchExecution(id, signal),
    refetchInterval: ({ state }) => (isLost && state.data && !state.data.endedAt ? WITHOUT_LINE_MS : false),
  })
  const results = useMemo(() => new Results(id), [id])
  const exists = Boolean(query.data)
  const version = `${query.data?.status} ${query.dataUpdatedAt}`
  useEffect(() => {
    if (exists && version) results.refresh() // each look at the execution looks at its steps too
  }, [exists, version, results])

  const later = useCalm(async () => client.invalidateQueries({ queryKey: ['execution', id] }))
  useLive((event) => {
    if (event.type === 'resumed' || event.ids.includes(id)) later([])
  })
  const state: ResultsState = useSyncExternalStore(results.watch, results.state)
  return { query, results, state }
}
