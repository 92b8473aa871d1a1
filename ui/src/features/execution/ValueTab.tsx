import { Button, Tooltip, UnstyledButton } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { wordsOf } from '../../api/client'
import { Icon } from '../../app/parts/Icon'
import { size } from '../../app/words'
import type { Path } from '../json/document'
import { JsonViewer } from '../json/JsonViewer'
import { type JsonStore, openStore } from '../json/store'
import classes from './StepPanel.module.css'
import { download, jsonAddress } from './values'

const WITHOUT_ASKING_BYTES = 1_000_000

type Props = {
  label: string
  base: string
  /** The value as JSON text; null when it is too large to come along. */
  text: string | null
  sizeBytes?: number
  resultsUrl?: string
  /** The member to unfold at first. */
  first?: string
}

/** One value of a step; a large one is fetched when it is asked for. */
export function ValueTab({ label, base, text, sizeBytes = 0, resultsUrl, first }: Props) {
  const [isAsked, setAsked] = useState(sizeBytes <= WITHOUT_ASKING_BYTES)
  const url = text === null && resultsUrl ? jsonAddress(resultsUrl) : null
  const store = useStore(text, isAsked ? url : null, first)
  const saving = useMutation({
    mutationFn: (path: Path) => download(resultsUrl ?? '', path, base.replace('.results', '') || 'value'),
  })
  if (text === null && !url) return <p className={classes.note}>There is no {label.toLowerCase()} to show.</p>
  if (!store) {
    return (
      <div className={classes.note}>
        <p>
          This {label.toLowerCase()} is {size(sizeBytes)} large.
        </p>
        <Button variant="default" size="xs" onClick={() => setAsked(true)}>
          Load {size(sizeBytes)}
        </Button>
        {saving.isError && (
          <p role="alert" className={classes.problem}>
            {wordsOf(saving.error)}
          </p>
        )}
        <Button variant="default" size="xs" loading={saving.isPending} onClick={() => saving.mutate([])}>
          Download
        </Button>
      </div>
    )
  }
  return (
    <>
      {saving.isError && (
        <p role="alert" className={classes.problem}>
          {wordsOf(saving.error)}
        </p>
      )}
      <JsonViewer store={store} label={label} base={base} onDownload={(path) => saving.mutate(path)}>
        {sizeBytes > 0 && <span className={classes.size}>{size(sizeBytes)}</span>}
        {resultsUrl && (
          <Tooltip label="Download" openDelay={300}>
            <UnstyledButton
              className={classes.tool}
              aria-label={`Download ${label.toLowerCase()}`}
              onClick={() => saving.mutate([])}
            >
              <Icon name="download" size={14} />
            </UnstyledButton>
          </Tooltip>
        )}
      </JsonViewer>
    </>
  )
}

/** The store of a value, closed when another one is shown. */
function useStore(text: string | null, url: string | null, first?: string): JsonStore | undefined {
  const [store, setStore] = useState<JsonStore>()
  useEffect(() => {
    if (text === null && url === null) return setStore(undefined)
    const opened = openStore(text === null ? { url: url ?? '', first } : { text, first })
    setStore(opened)
    return opened.close
  }, [text, url, first])
  return store
}
