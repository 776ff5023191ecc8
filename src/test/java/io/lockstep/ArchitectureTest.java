package io.lockstep;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Who may import what, and what nobody may do. The packages' own descriptions say the same in words. */
@AnalyzeClasses(packages = "io.lockstep", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    /** Each package, and those before it on the data's path that it may know. {@code cli} may know all. */
    private static final Map<String, List<String>> MAY_KNOW = Map.ofEntries(
            Map.entry("data", List.of()),
            Map.entry("hadoop", List.of("data")),
            Map.entry("block", List.of("data")),
            Map.entry("network", List.of("data", "block")),
            Map.entry("metric", List.of("data", "network")),
            Map.entry("pass", List.of("data", "block", "network", "metric")),
            Map.entry("gradient", List.of("data", "block", "network", "metric", "pass")),
            Map.entry("train", List.of("data", "block", "network", "pass", "gradient")),
            Map.entry("cluster", List.of("data", "hadoop", "block", "network", "metric", "pass", "gradient", "train")),
            Map.entry("check", List.of("data", "block", "network", "pass", "gradient")),
            Map.entry("gpu", List.of("data", "block", "network", "pass", "gradient", "check")),
            Map.entry("export", List.of("data", "network", "pass")),
            Map.entry("config", List.of("data", "hadoop", "network", "pass", "check")),
            Map.entry("report", List.of("data", "block", "network", "metric", "pass", "gradient", "train", "check")),
            Map.entry("doctor", List.of("data", "hadoop", "network", "pass", "config", "cluster")),
            Map.entry(
                    "run",
                    List.of("data", "network", "metric", "pass", "train", "config", "check", "report", "export")),
            Map.entry(
                    "job",
                    List.of(
                            "data",
                            "hadoop",
                            "block",
                            "network",
                            "metric",
                            "pass",
                            "gradient",
                            "train",
                            "cluster",
                            "check",
                            "config",
                            "report",
                            "doctor",
                            "run")),
            Map.entry(
                    "ml",
                    List.of(
                            "data", "hadoop", "network", "metric", "pass", "train", "cluster", "check", "config",
                            "report", "run", "job")));

    @ArchTest
    static final ArchRule packagesKnowOnlyThoseBeforeThemOnTheDatasPath = layers();

    @ArchTest
    static final ArchRule theMainClassKnowsOnlyTheCommands = noClasses()
            .that()
            .resideInAPackage("io.lockstep")
            .should()
            .dependOnClassesThat(not(resideInAnyPackage("java..", "io.lockstep", "io.lockstep.cli")));

    @ArchTest
    static final ArchRule noPackagesDependOnEachOtherInACircle =
            slices().matching("io.lockstep.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theFirstPackagesArePlainJava = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.lockstep.data..",
                    "io.lockstep.block..",
                    "io.lockstep.network..",
                    "io.lockstep.metric..",
                    "io.lockstep.pass",
                    "io.lockstep.gradient..",
                    "io.lockstep.train..")
            .should()
            .dependOnClassesThat(not(resideInAnyPackage("java..", "javax..", "org.jspecify..", "io.lockstep..")));

    @ArchTest
    static final ArchRule theAllReduceIsPlainJavaAndKnowsNothingOfLockstep = noClasses()
            .that()
            .resideInAPackage("io.lockstep.cluster.allreduce..")
            .should()
            .dependOnClassesThat(
                    not(resideInAnyPackage("java..", "org.jspecify..", "io.lockstep.cluster.allreduce..")));

    @ArchTest
    static final ArchRule sumsAndStepsDoNotKnowWhichKernelComputes = noClasses()
            .that()
            .resideInAnyPackage("io.lockstep.gradient..", "io.lockstep.train..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.lockstep.pass.layers..",
                    "io.lockstep.pass.vector..",
                    "io.lockstep.pass.cuda..",
                    "io.lockstep.pass.device..",
                    "io.lockstep.pass.plan..");

    @ArchTest
    static final ArchRule onlyPassCheckAndExportKnowNd4j = noClasses()
            .that()
            .resideOutsideOfPackages("io.lockstep.pass..", "io.lockstep.check..", "io.lockstep.export..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j..", "org.bytedeco..", "com.sun.jna..");

    /** So that a run with the kernel vector starts no native library, and any JVM can load the rest of Lockstep. */
    @ArchTest
    static final ArchRule theKernelVectorIsJavaAlone = noClasses()
            .that()
            .resideInAPackage("io.lockstep.pass.vector..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j..", "org.bytedeco..", "com.sun.jna..");

    /** A JVM may have been started without this module. */
    @ArchTest
    static final ArchRule onlyTheKernelVectorKnowsTheJvmsVectors = noClasses()
            .that()
            .resideOutsideOfPackage("io.lockstep.pass.vector..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jdk.incubator.vector..");

    @ArchTest
    static final ArchRule onlyClusterKnowsSpark = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.lockstep.cluster..",
                    "io.lockstep.ml..",
                    "io.lockstep.check.dl4j") // which hands it on to Deeplearning4j
            .and()
            .haveNameNotMatching("io[.]lockstep[.]hadoop[.]HadoopSettings.*") // which Spark keeps
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark..", "scala..");

    @ArchTest
    static final ArchRule onlyItsPathsAndClusterKnowHadoop = noClasses()
            .that()
            .resideOutsideOfPackages("io.lockstep.hadoop..", "io.lockstep.cluster..", "io.lockstep.ml..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.hadoop..");

    @ArchTest
    static final ArchRule onlyItsOpinionsAndExportKnowDeeplearning4j = noClasses()
            .that()
            .resideOutsideOfPackages("io.lockstep.check.dl4j", "io.lockstep.export..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.deeplearning4j..", "org.datavec..");

    @ArchTest
    static final ArchRule onlyExportKnowsOnnx =
            only("io.lockstep.export..", "org.tribuo..", "ai.onnx..", "com.google.protobuf..");

    @ArchTest
    static final ArchRule onlyReportKnowsJackson = only("io.lockstep.report..", "com.fasterxml..");

    @ArchTest
    static final ArchRule onlyReportKnowsXChartAndJ2html = only("io.lockstep.report..", "org.knowm..", "j2html..");

    @ArchTest
    static final ArchRule onlyConfigKnowsHocon = only("io.lockstep.config..", "com.typesafe..");

    @ArchTest
    static final ArchRule onlyCliKnowsPicocliAndLog4j = only("io.lockstep.cli..", "picocli..", "org.apache.logging..");

    @ArchTest
    static final ArchRule onlyWhatHasNoScreenOrIsOneLogs = noClasses()
            .that()
            .resideOutsideOfPackages("io.lockstep.cli..", "io.lockstep.ml..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.slf4j..");

    @ArchTest
    static final ArchRule onlyItsLastActAndAnInterruptionEndTheProcess = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.lockstep.cli.ProcessEnd")
            .and()
            .doNotHaveFullyQualifiedName("io.lockstep.cli.Interruption") // a shutdown hook cannot exit otherwise
            .should()
            .accessTargetWhere(it("java.lang.System.exit", "java.lang.Runtime.exit", "java.lang.Runtime.halt"));

    @ArchTest
    static final ArchRule onlyCliPrints = noClasses()
            .that()
            .resideOutsideOfPackage("io.lockstep.cli..")
            .and()
            .doNotHaveFullyQualifiedName("io.lockstep.check.Muted") // keeps others from it
            .should()
            .accessTargetWhere(it("java.lang.System.out", "java.lang.System.err", ".printStackTrace()"));

    @ArchTest
    static final ArchRule nothingDeserialisesJavaObjects = noClasses() // a file could make it run code
            .should()
            .accessTargetWhere(it("java.io.ObjectInputStream.<init>"));

    @ArchTest
    static final ArchRule allRandomNumbersHaveASeed = noClasses()
            .should()
            .accessTargetWhere(it(
                    "java.util.Random.<init>()",
                    "java.lang.Math.random",
                    "java.lang.StrictMath.random",
                    "java.util.concurrent.ThreadLocalRandom.current"));

    @ArchTest
    static final ArchRule aStepHasTheSameBitsOnEveryMachine = noClasses() // StrictMath's are specified to the bit
            .that()
            .resideInAPackage("io.lockstep.train..")
            .should()
            .accessTargetWhere(describe(
                    "it is a method of Math that may be off by a bit",
                    access -> access.getTargetOwner().isEquivalentTo(Math.class)
                            && !Set.of("PI", "sqrt", "abs", "min", "max").contains(access.getName())));

    @ArchTest
    static final ArchRule noResultDependsOnTheTimeOfDay = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.lockstep.block..",
                    "io.lockstep.network..",
                    "io.lockstep.metric..",
                    "io.lockstep.pass..",
                    "io.lockstep.gradient..",
                    "io.lockstep.train..",
                    "io.lockstep.export..")
            .should()
            .accessTargetWhere(
                    it("java.lang.System.currentTimeMillis", "java.time.Instant.now", "java.time.Clock.system"));

    private static ArchRule layers() {
        var layers = layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("cli")
                .definedBy("io.lockstep.cli..");
        for (var layer : MAY_KNOW.keySet()) {
            layers = layers.layer(layer).definedBy("io.lockstep." + layer + "..");
        }
        for (var layer : MAY_KNOW.entrySet()) {
            var rule = layers.whereLayer(layer.getKey());
            var before = layer.getValue().toArray(String[]::new);
            layers = before.length == 0 ? rule.mayNotAccessAnyLayer() : rule.mayOnlyAccessLayers(before);
        }
        return layers;
    }

    /** Any access, by call or by method reference, to a member with one of these in its full name. */
    private static DescribedPredicate<JavaAccess<?>> it(String... names) {
        return describe(
                "it is " + String.join(" or ", names),
                access -> Stream.of(names).anyMatch(access.getTarget().getFullName()::contains));
    }

    private static ArchRule only(String aPackage, String... libraries) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(aPackage)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries);
    }
}
