"""LL-HLS in CMAF (RFC 8216bis, ISO/IEC 23000-19) from the packets of published tracks, video untouched.

`packager.py` turns packets into products (`products.py`); `broadcasts.py` keeps them in memory and on disk, and answers
players. Products can cross processes. What a track's packets must look like is in `feed.py`.
"""
