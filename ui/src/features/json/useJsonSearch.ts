import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { useStable } from '../../app/stable'
import type { Found, Path } from './document'
import type { JsonStore } from './store'

/** Search in a value: what was found, and which of it one stands at. */
export function useJsonSearch(store: JsonStore, onShow: (path: Path) => Promise<void>) {
  const [text, setText] = useState('')
  const [wanted] = useDebouncedValue(text.trim(), 200)
  const [found, setFound] = useState<Found>()
  const [index, setIndex] = useState(0)
  const show = useStable(onShow)

  useEffect(() => {
    let here = true
    setIndex(0)
    if (!wanted) return setFound(undefined)
    const search = async () => {
      const result = await store.search(wanted)
      if (!here) return
      if (result.paths[0]) await show(result.paths[0])
      setFound(result)
    }
    search().catch(() => setFound(undefined)) // a value that cannot be read says so itself
    return () => {
      here = false
    }
  }, [store, wanted, show])

  const go = async (step: number) => {
    const total = found?.paths.length ?? 0
    if (!found || total === 0) return
    const next = (index + step + total) % total
    await show(found.paths[next] ?? [])
    setIndex(next)
  }
  return { text, setText, found, index, go, current: found?.paths[index] }
}
