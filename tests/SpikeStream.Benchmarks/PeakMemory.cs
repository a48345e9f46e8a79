using System.Globalization;

namespace SpikeStream.Benchmarks;

/// <summary>Watches the resident memory of this process: its own (anonymous), and pages of files that it has mapped.</summary>
internal sealed class PeakMemory : IDisposable
{
    private readonly Timer _timer;
    private long _anonymous;
    private long _file;

    public PeakMemory() => _timer = new Timer(_ => Sample(), null, 0, 5);

    /// <summary>Prints the peaks.</summary>
    public void Print()
    {
        Sample();
        double total = Read("VmHWM") / 1024.0;
        ResultTable.Print("    peak resident memory", total, "MB", 300, total < 300, 300 / total, string.Create(CultureInfo.InvariantCulture, $"at most {_anonymous / 1024.0:0} MB of it anonymous, {_file / 1024.0:0} MB mapped from files"));
    }

    public void Dispose() => _timer.Dispose();

    private static long Read(string key)
    {
        foreach (string line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith(key, StringComparison.Ordinal))
                return long.Parse(line.Split(':', 2)[1].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
        }

        return 0;
    }

    private void Sample()
    {
        if (!OperatingSystem.IsLinux()) return;
        _anonymous = Math.Max(_anonymous, Read("RssAnon"));
        _file = Math.Max(_file, Read("RssFile"));
    }
}
