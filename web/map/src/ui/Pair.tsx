/** The two halves of a coordinate pair, which two spaces part; a narrow place sets them one below the other. */
export const Pair = ({ text }: { text: string }) => (
  <span class="pair">
    {text.split('  ').map((half) => (
      <span key={half}>{half}</span>
    ))}
  </span>
)
