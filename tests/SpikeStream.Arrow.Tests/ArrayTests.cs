using Apache.Arrow;
using Apache.Arrow.Memory;
using Apache.Arrow.Types;
using FsCheck;
using FsCheck.Fluent;

namespace SpikeStream.Arrow.Tests;

/// <summary>Arrays, builders and slices in memory.</summary>
public sealed class ArrayTests
{
    [Fact]
    public void An_array_over_memory_of_the_caller_copies_nothing()
    {
        var bytes = new byte[24];
        var array = new DoubleArray(new ArrowBuffer(bytes), ArrowBuffer.Empty, 3, 0, 0);
        BitConverter.TryWriteBytes(bytes.AsSpan(8), 1.5);
        array.Values.ToArray().ShouldBe([0, 1.5, 0]);
        array.NullCount.ShouldBe(0);
        array.IsValid(2).ShouldBeTrue();
    }

    [Fact]
    public void A_slice_shares_buffers_and_counts_its_own_nulls()
    {
        Int32Array array = new Int32Array.Builder().Append(1).AppendNull().Append(3).AppendNull().Append(5).Build();
        var slice = (Int32Array)array.Slice(1, 3);
        slice.Offset.ShouldBe(1);
        slice.NullCount.ShouldBe(2);
        slice.ToList(includeNulls: true).ShouldBe([null, 3, null]);
        ((Int32Array)slice.Slice(1, 100)).ToList(includeNulls: true).ShouldBe([3, null]);
        Should.Throw<ArgumentException>(() => array.Slice(6, 1));
    }

    [Fact]
    public void Slices_of_slices_are_slices() => Check.One(
        Config.QuickThrowOnFailure.WithReplay(1, 1),
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            RandomTable table = new(seed);
            var random = new Random(seed);
            foreach (RecordBatch batch in table.Batches)
            {
                int first = random.Next(batch.Length + 1);
                RecordBatch rest = batch.Slice(first, batch.Length);
                int second = random.Next(rest.Length + 1);
                ArrowText.Render(rest.Slice(second, 3)).ShouldBe(ArrowText.Render(batch.Slice(first + second, 3)));
                ArrowText.Render(batch.Clone()).ShouldBe(ArrowText.Render(batch));
            }
        }));

    [Fact]
    public void Bits_are_counted_as_one_by_one() => Check.One(
        Config.QuickThrowOnFailure.WithReplay(1, 1),
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(1, 40)];
            random.NextBytes(bytes);
            int index = random.Next(bytes.Length * 8);
            int length = random.Next((bytes.Length * 8) - index + 1);
            int expected = Enumerable.Range(index, length).Count(i => BitUtility.GetBit(bytes, i));
            BitUtility.CountBits(bytes, index, length).ShouldBe(length == 0 ? 0 : expected);

            var builder = new ArrowBuffer.BitmapBuilder();
            builder.AppendRange(true, index).AppendRange(false, length).Append(bytes, 7);
            builder.SetBitCount.ShouldBe(index + BitUtility.CountBits(bytes, 0, 7));
            builder.UnsetBitCount.ShouldBe(builder.Length - builder.SetBitCount);
        }));

    [Fact]
    public void A_builder_sets_swaps_and_clears()
    {
        Int64Array.Builder builder = new Int64Array.Builder().Append(1).AppendNull().AppendRange([3, 4]).Set(1, 2).Swap(0, 3);
        builder.Build().ToList(includeNulls: true).ShouldBe([4, 2, 3, 1]);
        builder.Clear().Append(9).Build().ToList().ShouldBe([9]);
        new Int64Array.Builder().Append(default(long?)).Append((long?)5).Build().ToList(includeNulls: true).ShouldBe([null, 5]);
    }

    [Fact]
    public void Built_buffers_are_padded_to_64_bytes()
    {
        new DoubleArray.Builder().Append(1.0).Build().ValueBuffer.Length.ShouldBe(64);
        new ArrowBuffer.Builder<int>().Append([1, 2, 3]).Build().Length.ShouldBe(64);
        new ArrowBuffer.Builder<int>().Build().IsEmpty.ShouldBeTrue();
        Should.Throw<NotSupportedException>(() => new ArrowBuffer.Builder<bool>());
    }

    [Fact]
    public void Texts_and_bytes_keep_nulls_apart_from_empty()
    {
        StringArray texts = new StringArray.Builder().Append("ä").Append("").AppendNull().Append("spike").Build();
        texts.GetString(0).ShouldBe("ä");
        texts.GetString(1).ShouldBe("");
        texts.GetString(2).ShouldBeNull();
        texts.GetBytes(2, out bool isNull).Length.ShouldBe(0);
        isNull.ShouldBeTrue();
        texts.ValueOffsets.ToArray().ShouldBe([0, 2, 2, 2, 7]);
        ((StringArray)texts.Slice(3, 1)).GetString(0).ShouldBe("spike");
        ArrowBuffer offsets = new ArrowBuffer.Builder<long>().AppendRange([0, 1, 1, 3]).Build();
        ArrowBuffer validity = new ArrowBuffer.BitmapBuilder().AppendRange([true, false, true]).Build();
        var large = new LargeStringArray(3, offsets, new ArrowBuffer("xyz"u8.ToArray()), validity, nullCount: 1);
        large.GetString(1).ShouldBeNull();
        ((LargeStringArray)large.Slice(2, 1)).GetString(0).ShouldBe("yz");
    }

    [Fact]
    public void Times_are_kept_in_the_unit_of_their_type()
    {
        DateTimeOffset instant = new(2024, 2, 29, 12, 30, 15, 250, TimeSpan.FromHours(2));
        TimestampArray instants = new TimestampArray.Builder(TimeUnit.Microsecond, "UTC").Append(instant).AppendNull().Build();
        instants.Values[0].ShouldBe(1709202615250000);
        instants.GetTimestamp(0).ShouldBe(instant);
        instants.GetTimestamp(1).ShouldBeNull();
        DurationArray durations = new DurationArray.Builder(DurationType.Millisecond).Append(TimeSpan.FromSeconds(1.5)).Build();
        durations.Values[0].ShouldBe(1500);
        durations.GetTimeSpan(0).ShouldBe(TimeSpan.FromSeconds(1.5));
        Date32Array days = new Date32Array.Builder().Append(new DateOnly(1970, 1, 11)).Append(instant).Build();
        days.Values.ToArray().ShouldBe([10, 19782]);
        days.GetDateTime(1).ShouldBe(new DateTime(2024, 2, 29, 0, 0, 0, DateTimeKind.Unspecified));
        Date64Array milliseconds = new Date64Array.Builder().Append(new DateTime(1969, 12, 31, 23, 0, 0, DateTimeKind.Utc)).Build();
        milliseconds.Values[0].ShouldBe(-86400000);
        milliseconds.GetDateOnly(0).ShouldBe(new DateOnly(1969, 12, 31));
    }

    [Fact]
    public void A_fixed_size_list_must_be_given_all_entries_of_a_list()
    {
        var builder = new FixedSizeListArray.Builder(Int32Type.Default, 2);
        builder.Append();
        ((Int32Array.Builder)builder.ValueBuilder).Append(1);
        Should.Throw<ArgumentOutOfRangeException>(() => builder.Append());
        ((Int32Array.Builder)builder.ValueBuilder).Append(2);
        FixedSizeListArray array = builder.AppendNull().Build();
        ArrowText.Render(array).ShouldBe("[[1, 2], null]");
        ArrowText.Render(array.Slice(1, 1)).ShouldBe("[null]");
    }

    [Fact]
    public void A_schema_finds_fields_by_name_and_is_changed_by_copies()
    {
        var schema = new Schema.Builder()
            .Field(f => f.Name("time").DataType(DoubleType.Default).Nullable(false).Metadata("unit", "s"))
            .Field(new Field("unit", UInt32Type.Default, false))
            .Metadata("spikestream.kind", "spikes")
            .Build();
        schema.GetFieldIndex("unit").ShouldBe(1);
        schema.GetFieldIndex("none").ShouldBe(-1);
        schema.GetFieldIndex("TIME", StringComparer.OrdinalIgnoreCase).ShouldBe(0);
        schema.GetFieldByName("none").ShouldBeNull();
        schema.GetFieldByName("time")!.Metadata!["unit"].ShouldBe("s");
        schema.InsertField(1, new Field("trial", Int64Type.Default, true)).FieldsList.Select(f => f.Name).ShouldBe(["time", "trial", "unit"]);
        schema.RemoveField(0).SetField(0, new Field("id", Int8Type.Default, true)).FieldsList.Select(f => f.Name).ShouldBe(["id"]);
        schema.FieldsList.Count.ShouldBe(2);
        schema.Metadata!["spikestream.kind"].ShouldBe("spikes");
    }

    [Fact]
    public void Disposing_a_batch_gives_its_memory_back_once()
    {
        var allocator = new NativeMemoryAllocator();
        DoubleArray array = new DoubleArray.Builder().Append(1.0).Build(allocator);
        allocator.Statistics.Allocations.ShouldBe(1);
        var batch = new RecordBatch(new Schema([new Field("x", DoubleType.Default, true)], null), [array], 1);
        batch.Dispose();
        batch.Dispose();
        Should.Throw<ObjectDisposedException>(() => array.Values.Length);
    }
}
