using System.Diagnostics;

namespace SpikeStream.Recordings;

/// <summary>A process of our own program that reads HDF5 files, watched: it is ended when it computes without getting on, or takes too much memory.</summary>
internal sealed class ReadingProcess : IDisposable
{
    /// <summary>Most processor time for one step of the library, in s, beside the time to go through the file once.</summary>
    public const double MostProcessorSeconds = 0.3;

    /// <summary>Longest silence in s, such as of a disk that does not answer.</summary>
    public const double MostSilentSeconds = 60;

    /// <summary>Most memory beyond that of its start and the length of the file, of which one chunk may be the whole.</summary>
    public const long MostBytes = 256L << 20;

    // Of the slowest filters.
    private const double BytesPerSecond = 20e6;

    private const int WatchMilliseconds = 50;
    private const double StartSeconds = 30;

    private readonly Process _process;
    private readonly BinaryReader _answers;
    private readonly BinaryWriter _requests;
    private readonly Timer _watch;
    private readonly Lock _gate = new();
    private long _heard = Stopwatch.GetTimestamp();
    private TimeSpan _processorTime;
    private long _baseBytes;
    private long _fileBytes;
    private bool _isWaited;
    private bool _isStarting = true;
    private bool _isDisposed;
    private string? _verdict;

    private ReadingProcess(Process process)
    {
        _process = process;
        _answers = new(process.StandardOutput.BaseStream);
        _requests = new(process.StandardInput.BaseStream);
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _watch = new(_ => Watch(), null, WatchMilliseconds, WatchMilliseconds);
    }

    /// <summary>Whether it has read a file before.</summary>
    public bool IsUsed { get; set; }

    /// <summary>Whether it has been ended for what it did.</summary>
    public bool IsCondemned => Volatile.Read(ref _verdict) is not null;

    /// <summary>Starts a process.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public static ReadingProcess Start(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        // It lives a moment: code that is made once serves it best.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_TieredCompilation"] = "1";
        ReadingProcess started = new(Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start."));
        _ = started.Receive("the reading process");
        lock (started._gate)
        {
            started._isStarting = false;
            started._process.Refresh();
            started._baseBytes = started._process.WorkingSet64;
        }

        return started;
    }

    /// <summary>Sends a request.</summary>
    /// <param name="request">Its kind.</param>
    /// <param name="write">Writes its content.</param>
    /// <exception cref="EndOfStreamException">The process has ended.</exception>
    public void Send(ReadingFrame request, Action<BinaryWriter> write)
    {
        try
        {
            _requests.Write((byte)request);
            write(_requests);
            _requests.Flush();
        }
        catch (IOException fault)
        {
            throw new EndOfStreamException(fault.Message, fault);
        }
    }

    /// <summary>Waits for an answer; its content is to be read from <see cref="Content"/>.</summary>
    /// <param name="path">The file, for the message.</param>
    /// <exception cref="InvalidInputException">The file is refused, or the library takes too long or too much memory.</exception>
    /// <exception cref="EndOfStreamException">The process has ended.</exception>
    public ReadingFrame Receive(string path)
    {
        Heard(isWaited: true);
        lock (_gate)
        {
            FileInfo file = new(path);
            _fileBytes = file.Exists ? file.Length : 0;
        }

        try
        {
            while (true)
            {
                var frame = (ReadingFrame)_answers.ReadByte();
                Heard(isWaited: true);
                if (frame == ReadingFrame.Refusal) throw new InvalidInputException(_answers.ReadString());
                if (frame != ReadingFrame.Progress) return frame;
            }
        }
        catch (Exception fault) when (fault is EndOfStreamException or IOException)
        {
            if (_verdict is not null) throw new InvalidInputException($"{path}: {_verdict}", fault);
            throw new EndOfStreamException("The reading process has ended.", fault);
        }
        finally
        {
            Heard(isWaited: false);
        }
    }

    /// <summary>The content of answers.</summary>
    public BinaryReader Content => _answers;

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
        }

        _watch.Dispose();
        Kill();
        _process.Dispose();
    }

    private void Heard(bool isWaited)
    {
        lock (_gate)
        {
            _heard = Stopwatch.GetTimestamp();
            _isWaited = isWaited;
            _processorTime = TimeSpan.MaxValue;
        }
    }

    private void Watch()
    {
        try
        {
            lock (_gate)
            {
                if (_isDisposed || !_isWaited || _process.HasExited) return;
                _process.Refresh();
                TimeSpan used = _process.TotalProcessorTime;
                double silent = Stopwatch.GetElapsedTime(_heard).TotalSeconds;
                // What was used until the first look after an answer does not count.
                if (_processorTime == TimeSpan.MaxValue) _processorTime = used;
                _verdict = (_isStarting, silent, _process.WorkingSet64 - _baseBytes - _fileBytes) switch
                {
                    (true, > StartSeconds, _) => FormattableString.Invariant($"found no answer of the reading process in {StartSeconds} s, expected it to start"),
                    (true, _, _) => null,
                    (_, _, > MostBytes) => $"found a file for which the HDF5 library takes more than {(MostBytes + _fileBytes) >> 20} MB, expected an undamaged HDF5 file.",
                    (_, > MostSilentSeconds, _) => FormattableString.Invariant($"found a file with which the HDF5 library does not get on in {MostSilentSeconds} s, expected an undamaged HDF5 file on a disk that answers."),
                    _ when (used - _processorTime).TotalSeconds > MostProcessorSeconds + _fileBytes / BytesPerSecond => FormattableString.Invariant($"found a file at which the HDF5 library computes for more than {MostProcessorSeconds + _fileBytes / BytesPerSecond:F2} s without getting on, expected an undamaged HDF5 file."),
                    _ => null,
                };
                if (_verdict is not null) Kill();
            }
        }
        catch (InvalidOperationException)
        {
            // It has ended in the meantime, which the reader of its answers will see.
        }
    }

    private void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (Exception fault) when (fault is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended already.
        }
    }
}
