import { Skeleton, Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Copy } from '../../app/parts/Copy'
import { Failure } from '../../app/parts/Notice'
import { count, duration } from '../../app/words'
import { StepLogs } from '../logs/StepLogs'
import { type Execution, fetchDetail, type OutlineStep } from './queries'
import { segmentsOf } from './results'
import type { StepRow } from './rows'
import classes from './StepPanel.module.css'
import { ValueTab } from './ValueTab'

type Props = {
  execution: Execution
  row: StepRow
  isLoaded: boolean
  tab: string | undefined
  onTab: (tab: string) => void
}

const WORDS = {
  done: 'Succeeded',
  failed: 'Failed',
  running: 'Running',
  waiting: 'Not run yet',
  skipped: 'Did not run',
}

/** What one step got, gave and said. */
export function StepPanel({ execution, row, isLoaded, tab, onTab }: Props) {
  const { step, result, status } = row
  const hasInput = step.kind !== 'TRIGGER'
  const tabs = [...(result?.hasError ? ['error'] : []), 'output', ...(hasInput ? ['input'] : []), 'logs']
  const shown = tab && tabs.includes(tab) ? tab : tabs[0]
  return (
    <section className={classes.panel} aria-label={`Step ${step.name}`}>
      <header className={classes.header}>
        <div className={classes.title}>
          <h2 dir="auto">{step.name}</h2>
          <Copy text={`${step.stepName}.results`} label="Copy reference to this step" icon="link" />
        </div>
        <p className={classes.about}>
          <span data-status={status}>{WORDS[status]}</span>
          {result && ` · ${tookOf(row)}`}
          {row.path && ` · ${placeWords(row.path, execution.outline)}`} ·{' '}
          <code>
            {step.componentKey}.{step.actionKey}
          </code>
        </p>
      </header>
      {result ? (
        <Tabs
          value={shown}
          onChange={(value) => value && onTab(value)}
          keepMounted={false}
          className={classes.tabs}
        >
          <Tabs.List className={classes.tabList}>
            {tabs.map((name) => (
              <Tabs.Tab key={name} value={name} className={classes.tab}>
                {name[0]?.toUpperCase()}
                {name.slice(1)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {tabs.map((name) => (
            <Tabs.Panel key={name} value={name} className={classes.tabPanel}>
              {name === 'logs' ? (
                <StepLogs
                  executionId={execution.id}
                  step={step.stepName}
                  path={row.path}
                  isLive={!execution.endedAt}
                />
              ) : (
                <DetailTab key={row.id} execution={execution} row={row} name={name} />
              )}
            </Tabs.Panel>
          ))}
        </Tabs>
      ) : (
        <NoResult row={row} isLoaded={isLoaded} />
      )}
    </section>
  )
}

function tookOf({ result }: StepRow): string {
  const { startedAt, endedAt } = result ?? {}
  return startedAt && endedAt ? duration(Date.parse(endedAt) - Date.parse(startedAt)) : ''
}

/** "Each line 3, Each serial 1"; people count from 1. */
function placeWords(path: string, outline: OutlineStep[]): string {
  const nameOf = (loop: string) =>
    outline.find((step) => step.stepName === loop || step.name === loop)?.name ?? loop
  return segmentsOf(path)
    .map(({ loop, index }) => `${nameOf(loop)}: ${index + 1}`)
    .join(', ')
}

function NoResult({ row, isLoaded }: { row: StepRow; isLoaded: boolean }) {
  if (!isLoaded && row.status !== 'running') {
    return (
      <div className={classes.note}>
        <Skeleton height={10} width="40%" />
      </div>
    )
  }
  const reasons = {
    running: 'This step is being run. Its input and output show up here as soon as it is done.',
    waiting: 'This step has not run yet.',
    skipped: 'This step did not run: its branch was not taken, or the execution ended before it.',
    failed: 'An iteration of this loop failed. Choose it in the strip to see which step it was.',
    done: '',
  }
  const inside =
    row.step.kind === 'LOOP' && row.status === 'running'
      ? 'This loop is being run; choose an iteration to see its steps.'
      : null
  return <p className={classes.note}>{inside ?? reasons[row.status]}</p>
}

function DetailTab({ execution, row, name }: { execution: Execution; row: StepRow; name: string }) {
  const detail = useQuery({
    queryKey: ['step-detail', execution.id, row.id],
    queryFn: ({ signal }) => fetchDetail(execution.id, row.step.stepName, row.path, signal),
    staleTime: 5 * 60_000, // a result never changes, but the links in it run out
  })
  if (detail.isPending) {
    return (
      <div className={classes.loading} aria-hidden="true">
        {[50, 70, 40, 60].map((width) => (
          <Skeleton key={width} height={10} width={`${width}%`} radius={4} />
        ))}
      </div>
    )
  }
  if (detail.isError)
    return <Failure title={`The ${name} could not be loaded`} error={detail.error} onRetry={detail.refetch} />
  if (!detail.data)
    return <p className={classes.note}>This result is gone: results are kept for a while only.</p>
  const { error, output, inputs, sizeBytes, resultsUrl } = detail.data
  if (name === 'error') return <ErrorTab text={error ?? execution.error ?? ''} />
  if (name === 'input' && inputs === null) {
    return (
      <p className={classes.note}>This input is too large to show, or a value it was made from is gone.</p>
    )
  }
  if (name === 'input') return <ValueTab label="Input" base="" text={inputs ?? null} />
  if (output === null && error) return <p className={classes.note}>The step failed, so it gave nothing.</p>
  return (
    <ValueTab
      label="Output"
      first={row.step.kind === 'TRIGGER' ? 'body' : undefined}
      base={`${row.step.stepName}.results`}
      text={output}
      sizeBytes={sizeBytes}
      resultsUrl={resultsUrl}
    />
  )
}

function ErrorTab({ text }: { text: string }) {
  return (
    <div className={classes.error}>
      <div className={classes.errorTools}>
        <span className={classes.size}>{count(text.split('\n').length, 'line')}</span>
        <Copy text={text} label="Copy error" />
      </div>
      <pre dir="auto">{text}</pre>
    </div>
  )
}
