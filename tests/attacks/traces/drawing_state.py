# changes nothing: figures, styles and a backend
def attack():
    import matplotlib
    from matplotlib import pyplot

    matplotlib.rcParams.update({"figure.dpi": 999, "lines.linewidth": 0})
    pyplot.figure()
