import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { request } from '../../api/client'
import { graphql } from '../../api/gql'
import type { LogLineFragment, LogSeverityLevel } from '../../api/gql/graphql'
import { useLive } from '../../api/live'
import { useCalm } from '../../app/calm'

export type LogLine = LogLineFragment
export type LogFilter = { atLeast?: LogSeverityLevel; text?: string; step?: string; path?: string }

graphql(`
  fragment LogLine on Log {
    id
    timestamp
    severity
    message
    loopPath
    stepName
  }
`)

const LOGS = graphql(`
  query ExecutionLogs($id: ID!, $after: String, $severity: Int, $text: String, $step: String, $path: String) {
    executionResult(id: $id) {
      logs(
        first: 100, after: $after, severity_Gte: $severity, message_Icontains: $text, stepName: $step, loopPath: $path
      ) {
        nodes { ...LogLine }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`)

const SEVERITIES = graphql(`query LogSeverities { logSeverityLevels { id name } }`)

type Page = { lines: LogLine[]; end: string; more: boolean }
let numbers: Promise<Map<string, number>> | undefined

async function numberOf(severity: LogSeverityLevel | undefined): Promise<number | null> {
  if (!severity) return null
  numbers ??= request(SEVERITIES).then(
    ({ logSeverityLevels }) =>
      new Map(logSeverityLevels.map((level) => [level?.name.toUpperCase() ?? '', level?.id ?? 0])),
  )
  return (
    (
      await numbers.catch((reason) => {
        numbers = undefined
        throw reason
      })
    ).get(severity) ?? null
  )
}

async function fetchPage(id: string, filter: LogFilter, after: string, signal: AbortSignal): Promise<Page> {
  const { atLeast, text, step, path } = filter
  const variables = { id, after, severity: await numberOf(atLeast), text: text || undefined, step, path }
  const logs = (await request(LOGS, variables, signal)).executionResult?.logs
  return {
    lines: logs?.nodes.filter((line) => line !== null) ?? [],
    end: logs?.pageInfo.endCursor ?? after,
    more: logs?.pageInfo.hasNextPage ?? false,
  }
}

/** The log lines of one execution in order; they go on coming while it runs. */
export function useLogs(id: string, filter: LogFilter, isLive: boolean) {
  const query = useInfiniteQuery({
    queryKey: ['logs', id, filter],
    queryFn: ({ pageParam, signal }) => fetchPage(id, filter, pageParam, signal),
    initialPageParam: '', // the API reads an empty cursor as the start
    getNextPageParam: (page) => page.end,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  })
  const { fetchNextPage } = query
  const more = query.data?.pages.at(-1)?.more ?? false
  const later = useCalm(async () => {
    await fetchNextPage()
  })
  useLive((event) => {
    if (event.type === 'resumed' || event.ids.includes(id)) later([])
  })
  useEffect(() => {
    if (!isLive) later([]) // the last lines may come with the end
  }, [isLive, later])
  const lines = useMemo(() => query.data?.pages.flatMap((page) => page.lines) ?? [], [query.data])
  return { query, lines, more }
}
