"""Before and after: what changed between two dates (series, levels), how sure that is, and what speaks against it.

`finding` from numbers to a change · `change` what a change is · `amounts` one side on one date · `combining`, `judging`
errors of sums over dates · `cautions`, `patients` what makes two dates unlike · `matching_grey` one grey for both ·
`saying` sentences and cells · `time_words` when a study was made. It never argues what caused a change, and no
sentence quotes a date, a name or an identifier.
"""
