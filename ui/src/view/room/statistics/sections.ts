/** The figures of the call as sections of lines, for the panel and for copying them as text. */

import type { TrackStats } from '../../../engine/api'
import { m } from '../../../i18n'
import type { Person } from '../../../state/people/people'
import type { MachineView, Pressure } from '../../../state/quality/machine'
import { type StatisticsView, speakerDelayOf } from '../../../state/quality/quality'
import type { Track } from '../../../wire/messages'

export interface Section {
  title: string
  lines: { label: string; value: string }[]
}

export interface Facts {
  people: readonly Person[]
  /** What is published, to say what each track is. */
  tracks: readonly Track[]
  statistics: StatisticsView
  machine: MachineView
  language: string
}

const NOTHING = '–'
/** Milliseconds of waiting that are worth a word. */
const NOTICEABLE = 10

/** First this computer and what it sends, then everybody who is received. */
export function sectionsOf({ people, tracks, statistics, machine, language }: Facts): Section[] {
  const words = wordsFor(language)
  const figures = statistics.tracks
  const published = new Map(tracks.map((track) => [track.track, track]))
  const sent = figures.filter(({ direction }) => direction === 'send')
  const received = figures.filter(({ direction }) => direction === 'receive')
  const own: Section = {
    title: m.statistics_own(),
    lines: [
      { label: m.statistics_round_trip(), value: words.ms(statistics.roundTrip) },
      ...(statistics.requests ? [{ label: m.statistics_carriage(), value: m.statistics_carriage_requests() }] : []),
      { label: m.statistics_up(), value: words.bits(sum(sent)) },
      { label: m.statistics_down(), value: words.bits(sum(received)) },
      { label: m.statistics_speaker(), value: words.ms(speakerDelayOf(figures)) },
      { label: m.statistics_processor(), value: machine.pressure ? PRESSURES[machine.pressure]() : NOTHING },
      { label: m.statistics_long_tasks(), value: words.number(machine.longTasks) },
      ...sent.map((track) => ({ label: nameOf(track, published), value: words.sent(track) })),
    ],
  }
  const others = people
    .filter(({ me }) => !me)
    .map((person): Section => {
      const theirs = received.filter(({ track }) => published.get(track)?.participant === person.id)
      return { title: person.name, lines: theirs.flatMap((track) => words.received(track, nameOf(track, published))) }
    })
  return [own, ...others.filter(({ lines }) => lines.length > 0)]
}

export function asText(sections: readonly Section[]): string {
  return sections
    .map(({ title, lines }) => [title, ...lines.map(({ label, value }) => `  ${label}: ${value}`)].join('\n'))
    .join('\n\n')
}

const PRESSURES: Record<Pressure, () => string> = {
  nominal: () => m.pressure_nominal(),
  fair: () => m.pressure_fair(),
  serious: () => m.pressure_serious(),
  critical: () => m.pressure_critical(),
}

function nameOf({ track, kind, direction, layer }: TrackStats, published: ReadonlyMap<number, Track>): string {
  if (kind === 'audio') return m.statistics_sound()
  const name = published.get(track)?.source === 'screen' ? m.statistics_screen() : m.statistics_picture()
  if (direction === 'receive') return name
  return layer === 0 ? m.statistics_small({ name }) : m.statistics_large({ name })
}

function sum(tracks: readonly TrackStats[]): number {
  return tracks.reduce((total, { bitsPerSecond }) => total + bitsPerSecond, 0)
}

function wordsFor(language: string) {
  const format = (options: Intl.NumberFormatOptions): Intl.NumberFormat => new Intl.NumberFormat(language, options)
  const whole = format({ maximumFractionDigits: 0 })
  const millisecond = format({ style: 'unit', unit: 'millisecond', maximumFractionDigits: 0 })
  const fine = format({ style: 'unit', unit: 'millisecond', maximumFractionDigits: 1 })
  const kilobit = format({ style: 'unit', unit: 'kilobit-per-second', maximumFractionDigits: 0 })
  const megabit = format({ style: 'unit', unit: 'megabit-per-second', maximumFractionDigits: 1 })
  const percent = format({ style: 'percent', maximumFractionDigits: 1 })
  const ms = (value: number | null): string => (value === null ? NOTHING : millisecond.format(value))
  const bits = (value: number): string =>
    value < 1_000_000 ? kilobit.format(value / 1_000) : megabit.format(value / 1_000_000)
  const picture = ({ width, height, framesPerSecond }: TrackStats): string =>
    m.statistics_size({ width, height, rate: whole.format(framesPerSecond) })
  const listed = (...parts: (string | false)[]): string => parts.filter(Boolean).join(' · ')
  const late = ({ latencyP50, latencyP95 }: TrackStats): string =>
    latencyP50 === null ? NOTHING : m.statistics_late({ median: ms(latencyP50), worst: ms(latencyP95) })
  return {
    ms,
    bits,
    number: (value: number): string => whole.format(value),
    sent: (track: TrackStats): string =>
      listed(
        track.codec,
        track.kind === 'video' && picture(track),
        bits(track.bitsPerSecond),
        track.encodeMs !== null && m.statistics_encoding({ time: fine.format(track.encodeMs) }),
        track.dropped > 0 && m.statistics_skipped({ count: whole.format(track.dropped) }),
        track.reduced === 'network' && m.statistics_reduced_network(),
        track.reduced === 'processor' && m.statistics_reduced_processor(),
      ),
    received: (track: TrackStats, name: string): Section['lines'] => {
      const lost = track.dropped > 0 && m.statistics_dropped({ count: whole.format(track.dropped) })
      const details =
        track.kind === 'audio'
          ? listed(
              track.jitterTarget !== null && m.statistics_buffer({ time: ms(track.jitterTarget) }),
              m.statistics_made_up({ share: percent.format(track.concealed) }),
              lost,
            )
          : listed(
              picture(track),
              track.layer === 0 ? m.statistics_layer_small() : m.statistics_layer_large(),
              lost,
              track.lipSync !== null && m.statistics_lip_sync({ time: ms(track.lipSync) }),
              (track.waited ?? 0) >= NOTICEABLE && m.statistics_waited({ time: ms(track.waited) }),
            )
      return [
        { label: name, value: listed(track.codec, bits(track.bitsPerSecond), details) },
        { label: m.statistics_latency({ name }), value: late(track) },
      ]
    },
  }
}
