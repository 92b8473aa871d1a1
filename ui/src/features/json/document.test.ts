import { expect, test } from 'vitest'
import { JsonDocument, parse } from './document'

const document = (text: string) => new JsonDocument(parse(text))

test('long numbers are not rounded, neither shown nor copied', () => {
  const opened = document('{"id": 12345678901234567890, "small": 1.5}')
  expect(opened.entry(['id'])).toMatchObject({ kind: 'number', text: '12345678901234567890' })
  expect(JSON.parse(opened.text([]).replace('12345678901234567890', '1'))).toEqual({ id: 1, small: 1.5 })
})

test('a search finds keys and values, and says when there is more', () => {
  expect(document('{"Sku": [{"note": "the SKU"}], "n": 1}').search('sku')).toEqual({
    more: false,
    paths: [['Sku'], ['Sku', 0, 'note']],
  })
  const many = new JsonDocument(Array.from({ length: 5000 }, () => 'same'))
  expect(many.search('same')).toMatchObject({ more: true, paths: { length: 1000 } })
})

test('files show as files, in a stored result and in the whole one', () => {
  const stored = document('{"file": {"data": "<48213 bytes>", "contentType": "application/pdf"}}')
  expect(stored.entry(['file'])).toMatchObject({ kind: 'bytes', size: 48213, contentType: 'application/pdf' })
  const whole = document('{"file": {"data": {"$bytes": "aGVsbG8="}, "contentType": "text/plain"}}')
  expect(whole.entry(['file']).kind).toBe('bytes')
  expect(whole.base64(['file'])).toBe('aGVsbG8=')
})

test('a long list unfolds without its members, and only the first member asked for is opened', () => {
  expect(new JsonDocument(Array.from({ length: 90_000 }, (_, n) => n)).outline()).toEqual([
    { path: [], entries: [] },
  ])
  const opened = document('{"headers": {"a": 1}, "body": {"data": {"b": 2}}}').outline('body')
  expect(opened.map(({ path }) => path)).toEqual([[], ['body'], ['body', 'data']])
})
