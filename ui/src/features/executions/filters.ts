import type { ExecutionStatus, InstanceExecutionResultInvokeType } from '../../api/gql/graphql'
import { toGlobalId } from '../../api/ids'

/** The filters of the list as they stand in the address. */
export type Filters = {
  q?: string
  state?: string
  integration?: string
  customer?: string
  instance?: string
  trigger?: string
  range?: string
  from?: string
  to?: string
}

const NAMES = ['q', 'state', 'integration', 'customer', 'instance', 'trigger', 'range', 'from', 'to'] as const

export const STATES: Record<string, ExecutionStatus> = {
  failed: 'ERROR',
  succeeded: 'SUCCESS',
  running: 'PENDING',
  queued: 'QUEUED',
  canceled: 'CANCELED',
}

export const TRIGGERS: Record<string, InstanceExecutionResultInvokeType> = {
  webhook: 'WEBHOOK',
  schedule: 'SCHEDULED',
  test: 'INTEGRATION_FLOW_TEST',
  'another-flow': 'CROSS_FLOW',
  deployment: 'DEPLOY_FLOW',
  removal: 'TEAR_DOWN_FLOW',
}

const HOUR_MS = 3_600_000
export const RANGES: Record<string, { words: string; ms: number }> = {
  '1h': { words: 'Last hour', ms: HOUR_MS },
  '24h': { words: 'Last 24 hours', ms: 24 * HOUR_MS },
  '7d': { words: 'Last 7 days', ms: 7 * 24 * HOUR_MS },
}

/** Read the filters of an address; what is not a filter is dropped. */
export function parseFilters(search: Record<string, unknown>): Filters {
  const filters: Filters = {}
  for (const name of NAMES) {
    const value = search[name]
    if (typeof value === 'string' && value) filters[name] = value
  }
  return filters
}

/** Whether anything is filtered at all. */
export function isFiltered(filters: Filters): boolean {
  return NAMES.some((name) => filters[name])
}

/** The names that a comma-separated filter chooses, known ones only. */
export function chosen<Value>(list: string | undefined, known: Record<string, Value>): string[] {
  return (list?.split(',') ?? []).filter((name) => name in known)
}

function values<Value>(list: string | undefined, known: Record<string, Value>): Value[] | undefined {
  const picked = chosen(list, known).map((name) => known[name] as Value)
  return picked.length > 0 ? picked : undefined
}

function instant(text: string | undefined): string | undefined {
  const at = text ? new Date(text) : undefined
  return at && !Number.isNaN(at.getTime()) ? at.toISOString() : undefined
}

/** The filters as variables of the query; `now` is what "last hour" counts from. */
export function toVariables(filters: Filters, now: number) {
  const range = filters.range ? RANGES[filters.range] : undefined
  return {
    search: filters.q,
    status: values(filters.state, STATES),
    invokeType: values(filters.trigger, TRIGGERS),
    integration: filters.integration && toGlobalId('Integration', filters.integration),
    customer: filters.customer && toGlobalId('Customer', filters.customer),
    instance: filters.instance && toGlobalId('Instance', filters.instance),
    since: range ? new Date(now - range.ms).toISOString() : instant(filters.from),
    until: range ? undefined : instant(filters.to),
  }
}

let last: Filters = {}

/** Remember the filters that the list was left with. */
export function rememberFilters(filters: Filters): void {
  last = filters
}

/** The filters to go back to the list with. */
export function lastFilters(): Filters {
  return last
}
