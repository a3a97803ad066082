"""Natural faults of the corpora: what was looked at by hand, counted without w2vcheck, and found to be so.

By corpus and code; the figures are those of the samples that the bench draws (1,500 rows, copies removed). A warning or an
error that is not listed here counts as a false alarm.
"""

_FEW_WORDS = "{} words occur five times in 1,200 rows: a sample this small has no larger vocabulary"
_RARE_WORDS = "{} of the test tokens occur five times in the training rows, under a random split of 1,500 rows"
_FEW_TEST_ROWS = "{} test rows: at an accuracy of {} the Wilson interval is {} points wide"

NATURAL: dict[tuple[str, str], str] = {
    ("clickbait", "W2V201"): _FEW_WORDS.format(375),
    ("trec6", "W2V201"): _FEW_WORDS.format(232),
    ("snips7", "W2V201"): _FEW_WORDS.format(257),
    ("uci_yelp", "W2V201"): "293 words occur five times in 797 rows",
    ("hate_davidson", "W2V201"): _FEW_WORDS.format(466),
    ("crowdflower_emotion", "W2V201"): _FEW_WORDS.format(488),
    ("subj", "W2V203"): _RARE_WORDS.format("66 %"),
    ("rt_polarity", "W2V203"): _RARE_WORDS.format("66 %"),
    ("clickbait", "W2V203"): _RARE_WORDS.format("52 %") + "; 2 % of the test texts have no such word",
    ("trec6", "W2V203"): _RARE_WORDS.format("61 %"),
    ("germeval18_coarse", "W2V203"): _RARE_WORDS.format("60 %"),
    ("hate_davidson", "W2V203"): _RARE_WORDS.format("68 %"),
    ("crowdflower_emotion", "W2V203"): _RARE_WORDS.format("70 %") + "; 2 % of the test texts have no such word",
    ("r8", "W2V105"): "two of eight classes have fewer than 20 rows in the sample, 'grain' 14",
    ("crowdflower_emotion", "W2V105"): "'anger' has 6 rows in the sample, and another class fewer than 10",
    ("r8", "W2V106"): "'grain' has 14 of 1,500 rows, 0.07 of an even share",
    ("crowdflower_emotion", "W2V106"): "'anger' has 6 of 1,500 rows, 0.05 of an even share",
    ("hate_davidson", "W2V112"): "25 % of the tweets hold HTML entities (a regular expression over the texts)",
    ("newsgroups4_headers", "W2V112"): "96 % of the messages begin with a From line",
    ("sms_spam", "W2V111"): "9 messages hold C1 control characters: Windows-1252 read as Latin-1",
    ("crowdflower_emotion", "W2V111"): "7 tweets hold U+FFFD, or its bytes read as Windows-1252",
    ("sms_spam", "W2V303"): "1.7 % of the test rows have a twin of Jaccard .8 in training (brute force)",
    ("newsgroups4_headers", "W2V303"): "1.0 % of the test rows have a twin of Jaccard .8 in training (brute force)",
    ("banking77", "W2V303"): "0.8 % of the test rows have a twin of Jaccard .8 in training (brute force)",
    ("sms_spam", "W2V307"): "spam holds numbers to call: a property of the task, which the page of the rule names",
    ("newsgroups4_headers", "W2V308"): "755 of 1,500 messages are of senders with several, and a sender keeps to a group",
    ("rt_polarity", "W2V301"): _FEW_TEST_ROWS.format(300, ".65", "10.7"),
    ("germeval18_coarse", "W2V301"): _FEW_TEST_ROWS.format(300, ".67", "10.6"),
    ("crowdflower_emotion", "W2V301"): _FEW_TEST_ROWS.format(300, ".30", "10.3") + ", and two classes have one or two test rows",
    ("uci_yelp", "W2V301"): _FEW_TEST_ROWS.format(199, ".75", "12.0"),
    ("r8", "W2V301"): "'grain' has three test rows",
}
