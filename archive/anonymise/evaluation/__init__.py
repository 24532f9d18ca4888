"""How well the detectors find what people marked: annotated texts in, numbers out.

Pure: no Django, no clock but the processor's own, no files but the ones it is handed.
"""
